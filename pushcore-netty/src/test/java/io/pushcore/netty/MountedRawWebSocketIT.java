package io.pushcore.netty;

import io.pushcore.Broker;
import java.util.function.UnaryOperator;

/** The same in a host's server. */
final class MountedRawWebSocketIT extends RawWebSocketIT {
    @Override
    HttpBroker open(UnaryOperator<Broker.Builder> more) {
        return HttpBroker.mounted(more);
    }
}
