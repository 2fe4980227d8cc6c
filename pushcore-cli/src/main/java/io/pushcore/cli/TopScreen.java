package io.pushcore.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The live figures as lines of at most 80 columns. */
final class TopScreen {
    static final int COLUMNS = 80;
    /** Those without the lists. */
    static final int FIXED_LINES = 17;

    private static final int MOST_NODES = 8;
    private static final String[] RATES = {"published", "publishedBytes", "delivered", "receivedBytes", "sentBytes"};

    private TopScreen() {}

    /** How many lines the nodes of the cluster take, where there are others. */
    static int nodeLines(JsonValue stats) {
        int nodes = nodes(stats).size();
        return nodes < 2 ? 0 : Math.min(nodes, MOST_NODES) + 2;
    }

    private static List<JsonValue> nodes(JsonValue stats) {
        return stats.of("cluster").of("nodes").elements();
    }

    /** @param entries how many lines the lists have together; what one does not need is the other's */
    static List<String> of(String address, JsonValue stats, int entries) {
        int busyOnes = stats.of("busyChannels").elements().size();
        int slowOnes = stats.of("slowReaders").elements().size();
        int slowShown = Math.min(slowOnes, Math.max(entries / 2, entries - busyOnes));
        int busyShown = Math.min(busyOnes, entries - slowShown);
        List<String> lines = new ArrayList<>();
        lines.add("PushCore at " + address + "   " + stats.of("state").text());
        lines.add(String.format(
                Locale.ROOT,
                "connections %,d   subscriptions %,d   channels %,d   gaps %,d",
                stats.number("connections"),
                stats.number("subscriptions"),
                stats.number("channels"),
                stats.number("gaps")));
        lines.add("");
        lines.add(String.format("%-16s %14s %14s %18s", "", "a second", "at most", "since the start"));
        for (String name : RATES) {
            lines.add(rate(name, stats));
        }
        lines.add("");
        lines.add("memory   windows " + bytes(stats.number("hotWindowBytes")) + "  tapes "
                + bytes(stats.number("tapeBytes")) + "  pages " + bytes(stats.number("pageBytes")) + "  in flight "
                + bytes(stats.number("inFlightBytes")));
        JsonValue storage = stats.of("storage");
        lines.add("storage  p50 " + micros(storage.number("p50Micros")) + "   p99 "
                + micros(storage.number("p99Micros")) + "   max " + micros(storage.number("maxMicros"))
                + String.format(Locale.ROOT, "   frozen channels %,d", stats.number("frozenChannels")));
        lines.add("errors   " + errors(stats));
        nodes(stats, lines);
        lines.add("");
        lines.add(String.format("%-60s %18s", "busiest channels", "published/s"));
        for (JsonValue busy : first(busyShown, stats.of("busyChannels"))) {
            lines.add(entry(busy.of("channel").text(), busy.number("published")));
        }
        lines.add("");
        lines.add(String.format("%-60s %18s", "slowest readers", "messages behind"));
        for (JsonValue slow : first(slowShown, stats.of("slowReaders"))) {
            String user = slow.of("user").text();
            lines.add(entry(
                    slow.of("session").text() + (user.isEmpty() ? "" : " " + user) + " in "
                            + slow.of("channel").text(),
                    slow.number("behind")));
        }
        return lines.stream().map(TopScreen::cut).toList();
    }

    private static void nodes(JsonValue stats, List<String> lines) {
        List<JsonValue> nodes = nodes(stats);
        if (nodes.size() < 2) {
            return;
        }
        lines.add("");
        boolean reached = stats.of("cluster").of("reached").text().equals("true");
        lines.add(String.format(
                "%-44s %-10s %10s %12s",
                "nodes, by " + stats.of("cluster").of("carrier").text() + (reached ? "" : " (not reached)"),
                "state",
                "silent",
                "connections"));
        for (JsonValue node : nodes.subList(0, Math.min(MOST_NODES, nodes.size()))) {
            String address = node.of("address").text();
            lines.add(String.format(
                    Locale.ROOT,
                    "%-44s %-10s %10s %,12d",
                    shortened(node.of("name").text() + (address.isEmpty() ? "" : " " + address), 44),
                    node.of("state").text(),
                    micros(node.number("silentMillis") * 1_000),
                    node.number("connections")));
        }
    }

    private static List<JsonValue> first(int most, JsonValue list) {
        return list.elements().subList(0, Math.min(most, list.elements().size()));
    }

    private static String rate(String name, JsonValue stats) {
        boolean isBytes = name.endsWith("Bytes");
        String shown = name.replace("publishedBytes", "  payload").replace("Bytes", "");
        return String.format(
                "%-16s %14s %14s %18s",
                shown,
                amount(stats.of("rates").number(name), isBytes),
                amount(stats.of("highestRates").number(name), isBytes),
                amount(stats.number(name), isBytes));
    }

    private static String errors(JsonValue stats) {
        String all = stats.of("errors").members().entrySet().stream()
                .map(error -> error.getKey() + " " + error.getValue().text())
                .collect(Collectors.joining("   "));
        return all.isEmpty() ? "none" : all;
    }

    private static String entry(String name, long value) {
        return String.format(Locale.ROOT, "%-60s %,18d", shortened(name, 60), value);
    }

    private static String amount(long value, boolean isBytes) {
        return isBytes ? bytes(value) : String.format(Locale.ROOT, "%,d", value);
    }

    static String bytes(long bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
    }

    static String micros(long micros) {
        return micros < 1_000
                ? micros + " us"
                : micros < 1_000_000
                        ? String.format(Locale.ROOT, "%.1f ms", micros / 1e3)
                        : String.format(Locale.ROOT, "%.1f s", micros / 1e6);
    }

    private static String cut(String line) {
        return shortened(line, COLUMNS).stripTrailing();
    }

    /** Names are whatever clients chose: none can steer the terminal or break a line. */
    private static String shortened(String text, int columns) {
        String shown = text.replaceAll("\\p{Cntrl}|[\\u0080-\\u009f]", "?");
        return shown.length() <= columns ? shown : shown.substring(0, columns - 1) + "~";
    }
}
