package io.pushcore.netty.admin;

import io.pushcore.BrokerState;
import io.pushcore.ClusterStats;
import io.pushcore.CommandTimes;
import io.pushcore.Node;
import io.pushcore.Rates;
import io.pushcore.Session;
import io.pushcore.Sessions;
import io.pushcore.Stats;
import io.pushcore.StorageTimes;
import io.pushcore.transport.Output;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the broker counts as JSON; names are those of {@link Stats}, times are microseconds. */
final class StatsJson {
    private StatsJson() {}

    static Output of(BrokerState state, Stats stats) {
        JsonObject json = new JsonObject().text("state", state.name());
        json.number("connections", stats.connections()).number("sessions", stats.sessions());
        json.number("subscriptions", stats.subscriptions()).number("channels", stats.channels());
        json.number("published", stats.published()).number("publishedBytes", stats.publishedBytes());
        json.number("repeats", stats.repeats()).number("refused", stats.refused());
        json.number("delivered", stats.delivered()).number("gaps", stats.gaps());
        json.number("receivedBytes", stats.receivedBytes()).number("sentBytes", stats.sentBytes());
        json.number("handlerFailures", stats.handlerFailures()).number("encodings", stats.encodings());
        json.number("inFlightBytes", stats.inFlightBytes()).number("hotWindowBytes", stats.hotWindowBytes());
        json.number("tapeBytes", stats.tapeBytes()).number("pageBytes", stats.pageBytes());
        json.number("frozenChannels", stats.frozenChannels());
        json.object("rates", rates(stats.rates())).object("highestRates", rates(stats.highestRates()));
        json.object("storage", times(stats.storage()));
        json.object("transports", counts(stats.transports())).object("commands", counts(stats.commands()));
        JsonObject took = new JsonObject();
        new TreeMap<>(stats.commandTimes()).forEach((command, times) -> took.object(command, times(times)));
        json.object("commandTimes", took);
        Map<String, Long> errors = stats.errors().entrySet().stream()
                .collect(Collectors.toMap(
                        error -> error.getKey().number() + " " + error.getKey().name(), Map.Entry::getValue));
        json.object("errors", counts(errors));
        json.array(
                "busyChannels",
                stats.busyChannels().stream()
                        .map(busy ->
                                new JsonObject().text("channel", busy.channel()).number("published", busy.published()))
                        .toList());
        json.array(
                "slowReaders",
                stats.slowReaders().stream()
                        .map(slow -> new JsonObject()
                                .text("session", slow.session())
                                .text("user", slow.user())
                                .text("channel", slow.channel())
                                .number("behind", slow.behind()))
                        .toList());
        json.object("cluster", cluster(stats.cluster()));
        return json.whole();
    }

    static Output of(Sessions sessions) {
        return new JsonObject()
                .array(
                        "sessions",
                        sessions.sessions().stream().map(StatsJson::session).toList())
                .flag("whole", sessions.whole())
                .whole();
    }

    private static JsonObject cluster(ClusterStats cluster) {
        return new JsonObject()
                .array("nodes", cluster.nodes().stream().map(StatsJson::node).toList())
                .text("carrier", cluster.carrier())
                .flag("reached", cluster.reached())
                .flag("storageReached", cluster.storageReached())
                .number("wished", cluster.wished())
                .number("hintsSent", cluster.hintsSent())
                .number("hintsReceived", cluster.hintsReceived())
                .number("dropped", cluster.dropped())
                .number("missed", cluster.missed())
                .number("looks", cluster.looks())
                .number("fetched", cluster.fetched());
    }

    private static JsonObject node(Node node) {
        return new JsonObject()
                .text("name", node.name())
                .text("address", node.address())
                .text("state", node.state().name())
                .text("since", node.since().toString())
                .number("silentMillis", node.silent().toMillis())
                .number("connections", node.connections())
                .number("sessions", node.sessions())
                .number("channels", node.channels());
    }

    private static JsonObject session(Session session) {
        return new JsonObject()
                .text("id", session.id())
                .text("user", session.user())
                .text("device", session.device())
                .text("transport", session.transport())
                .text("remoteAddress", session.remoteAddress())
                .text("since", session.since().toString())
                .number("subscriptions", session.subscriptions())
                .number("behind", session.behind());
    }

    private static JsonObject rates(Rates rates) {
        return new JsonObject()
                .number("published", rates.published())
                .number("publishedBytes", rates.publishedBytes())
                .number("delivered", rates.delivered())
                .number("receivedBytes", rates.receivedBytes())
                .number("sentBytes", rates.sentBytes());
    }

    private static JsonObject times(StorageTimes times) {
        return new JsonObject()
                .number("appends", times.appends())
                .number("totalMicros", micros(times.total()))
                .number("p50Micros", micros(times.p50()))
                .number("p99Micros", micros(times.p99()))
                .number("maxMicros", micros(times.max()));
    }

    private static JsonObject times(CommandTimes times) {
        return new JsonObject()
                .number("count", times.count())
                .number("meanMicros", micros(times.mean()))
                .number("p50Micros", micros(times.percentile(50)))
                .number("p99Micros", micros(times.percentile(99)))
                .number("maxMicros", micros(times.max()));
    }

    private static long micros(Duration time) {
        return time.toNanos() / 1_000;
    }

    private static JsonObject counts(Map<String, Long> counts) {
        JsonObject json = new JsonObject();
        new TreeMap<>(counts).forEach(json::number);
        return json;
    }
}
