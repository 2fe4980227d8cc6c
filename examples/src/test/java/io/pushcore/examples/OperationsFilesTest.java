package io.pushcore.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.pushcore.Broker;
import io.pushcore.micrometer.PushCoreMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The files for those who run a broker")
final class OperationsFilesTest {
    private static final Pattern METRIC = Pattern.compile("pushcore_[a-z0-9_]+");
    private static final Pattern OPTION = Pattern.compile("(?<=[ \"])--[a-z][a-z-]+");

    private static Set<String> found(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }

    private static String file(String name) throws IOException {
        return Files.readString(Checkout.path("operations/" + name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"grafana-dashboard.json", "alerts.yml"})
    void nameOnlyMetricsThatThereAre(String name) throws IOException {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (Broker broker = Broker.open()) {
            PushCoreMetrics.of(broker).bindTo(registry);
            assertThat(found(METRIC, file(name))).hasSizeGreaterThan(5).isSubsetOf(found(METRIC, registry.scrape()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pushcore.service", "Dockerfile", "nginx.conf"})
    void nameOnlyOptionsThatThereAre(String name) throws IOException {
        String pages = Files.readString(Checkout.path("docs/command.md"));
        String calls = file(name).lines().filter(line -> line.contains("serve")).collect(Collectors.joining("\n"));
        assertThat(found(OPTION, calls))
                .isNotEmpty()
                .allSatisfy(option -> assertThat(pages).contains("`" + option));
    }
}
