package io.pushcore.cli;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.pushcore.Broker;
import io.pushcore.micrometer.PushCoreMetrics;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What {@code /metrics} answers. The registry is made when somebody asks first: a start is not to wait for it. Asked on one thread. */
final class PrometheusText implements Supplier<String> {
    private volatile @Nullable Broker broker;
    private @Nullable PrometheusMeterRegistry registry;

    /** Says which broker it is about. */
    void of(Broker newBroker) {
        broker = newBroker;
    }

    @Override
    public String get() {
        PrometheusMeterRegistry made = registry;
        if (made == null) {
            Broker known = broker;
            if (known == null) {
                return "";
            }
            made = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            PushCoreMetrics.of(known).bindTo(made);
            registry = made;
        }
        return made.scrape();
    }
}
