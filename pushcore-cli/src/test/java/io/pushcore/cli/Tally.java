package io.pushcore.cli;

import io.pushcore.ErrorCode;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** What somebody outside counted, by the names of {@code /stats}: {@code published}, {@code commands.ping}, {@code errors.404 NOT_FOUND}. */
final class Tally {
    private final Map<String, Long> figures = new ConcurrentHashMap<>();

    Tally add(String figure, long count) {
        figures.merge(figure, count, Long::sum);
        return this;
    }

    Tally published(long messages, long bytesOfEach) {
        return add("published", messages).add("publishedBytes", messages * bytesOfEach);
    }

    Tally commands(String command, long count) {
        return add("commands." + command, count);
    }

    /** A refusal with a number that was told. */
    Tally refused(int number) {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.number() == number) {
                return add("errors." + number + " " + code.name(), 1);
            }
        }
        throw new AssertionError("no error has the number " + number);
    }

    Map<String, Long> figures() {
        return new TreeMap<>(figures);
    }

    /** The figures of {@code /stats}, those that are objects with their names before a dot; without what no client can know. */
    static Map<String, Long> of(JsonValue stats) {
        Map<String, Long> figures = new TreeMap<>();
        stats.members().forEach((name, value) -> {
            if (name.matches("commands|errors|transports")) {
                value.members().forEach((key, count) -> figures.put(name + "." + key, Long.parseLong(count.text())));
            } else if (value.text().matches("[0-9]+")) {
                figures.put(name, Long.parseLong(value.text()));
            }
        });
        return figures;
    }

    /** The same from the text for Prometheus. */
    static Map<String, Long> of(String metrics) {
        Map<String, Long> figures = new TreeMap<>();
        metrics.lines().filter(line -> line.startsWith("pushcore_")).forEach(line -> {
            int end = line.lastIndexOf(' ');
            String figure = figureOf(line.substring(0, end));
            long value = (long) Double.parseDouble(line.substring(end + 1));
            figures.put(figure, value);
            if (figure.startsWith("transports.")) {
                figures.merge("connections", value, Long::sum);
            }
        });
        return figures;
    }

    private static String figureOf(String metric) {
        String label = metric.replaceFirst("^[^{]*(\\{.*})?$", "$1");
        String name = metric.substring("pushcore_".length(), metric.length() - label.length())
                .replaceFirst("_total$", "");
        String value = label.replaceFirst("^.*code=\"([0-9]+)\",error=\"([A-Z_]+)\".*$", "$1 $2")
                .replaceFirst("^.*\"([^\"]*)\".*$", "$1");
        String camel = java.util.regex.Pattern.compile("_([a-z])")
                .matcher(name)
                .replaceAll(letter -> letter.group(1).toUpperCase(java.util.Locale.ROOT));
        return label.isEmpty() ? camel : camel.replace("connections", "transports") + "." + value;
    }
}
