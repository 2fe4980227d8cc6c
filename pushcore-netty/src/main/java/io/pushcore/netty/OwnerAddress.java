package io.pushcore.netty;

import io.pushcore.Broker;
import io.pushcore.Node;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The address of the node at which a user is best served; empty for this one, and until the broker is there. */
final class OwnerAddress implements UnaryOperator<String> {
    private volatile @Nullable Broker broker;

    void ask(Broker newBroker) {
        broker = newBroker;
    }

    @Override
    public String apply(String user) {
        Broker asked = broker;
        return asked == null ? "" : asked.ownerOf(user).map(Node::address).orElse("");
    }
}
