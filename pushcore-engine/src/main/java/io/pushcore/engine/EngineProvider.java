package io.pushcore.engine;

import io.pushcore.Broker;
import io.pushcore.BrokerOptions;
import io.pushcore.BrokerProvider;

/** How {@code Broker.builder()} finds this engine. */
public final class EngineProvider implements BrokerProvider {
    /** For {@link java.util.ServiceLoader}. */
    public EngineProvider() {}

    @Override
    public String name() {
        return "pushcore-engine";
    }

    @Override
    public Broker open(BrokerOptions options) {
        return LocalBroker.open(options);
    }
}
