package io.pushcore.netty;

import io.pushcore.Broker;
import java.util.function.UnaryOperator;

/** The same in a host's server. */
final class MountedWebSocketProtocolIT extends WebSocketProtocolIT {
    @Override
    HttpBroker open(UnaryOperator<Broker.Builder> more) {
        return HttpBroker.mounted(more);
    }
}
