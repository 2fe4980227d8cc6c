package io.pushcore.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.ErrorCode;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PushCoreMetricsTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void metersSayWhatTheBrokerCounted() {
        try (Broker broker = Broker.builder()
                .channels("small", ChannelRules.defaults().maxPayload(1))
                .build()) {
            for (int i = 0; i < 7; i++) {
                broker.channel("news").publish("12345").join();
            }
            assertThat(broker.channel("small").publish("too long")).isCompletedExceptionally();
            PushCoreMetrics.of(broker).bindTo(registry);
            assertThat(registry.get("pushcore.published").functionCounter().count())
                    .isEqualTo(7);
            assertThat(registry.get("pushcore.published.bytes")
                            .functionCounter()
                            .count())
                    .isEqualTo(35);
            assertThat(registry.get("pushcore.refused").functionCounter().count())
                    .isEqualTo(1);
            assertThat(registry.get("pushcore.ready").gauge().value()).isEqualTo(1);
            assertThat(registry.get("pushcore.errors")
                            .tag("error", ErrorCode.PAYLOAD_TOO_LARGE.name())
                            .functionCounter()
                            .count())
                    .isEqualTo(broker.stats()
                            .errors()
                            .getOrDefault(ErrorCode.PAYLOAD_TOO_LARGE, 0L)
                            .doubleValue())
                    .isPositive();
        }
        assertThat(registry.get("pushcore.ready").gauge().value()).isZero();
    }

    @Test
    void labelsAreBoundedWhateverChannelsAndUsersThereAre() {
        try (Broker broker = Broker.open()) {
            PushCoreMetrics.of(broker).bindTo(registry);
            int before = registry.getMeters().size();
            for (int i = 0; i < 100; i++) {
                broker.channel("c" + i).publish("m").join();
            }
            Set<String> labels = registry.getMeters().stream()
                    .map(Meter::getId)
                    .flatMap(id -> id.getTags().stream())
                    .map(Tag::getKey)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(labels).containsExactly("code", "command", "error", "transport");
            assertThat(registry.getMeters()).hasSize(before);
        }
    }
}
