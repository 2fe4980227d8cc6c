package io.pushcore.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;

/** A page with an {@code EventSource}: server-sent events of one channel, gone on with by {@code Last-Event-ID}. */
final class EventReader extends Reader {
    private final Course course;

    EventReader(String name, String channel, List<Node> nodes, Ledger ledger, long seed) {
        super(name, List.of(channel), nodes, ledger, seed);
        this.course = courses.values().iterator().next();
    }

    @Override
    void read(Node node) throws IOException {
        boolean anew = course.last().epoch().isEmpty();
        HttpURLConnection connection = Web.stream(
                node.http,
                "/channels/" + course.channel + (anew ? "?since=0" : ""),
                anew ? Map.of() : Map.of("Last-Event-ID", course.last().toString()),
                SILENT_MILLIS);
        try {
            if (connection.getResponseCode() != 200) {
                throw new IOException("status " + connection.getResponseCode());
            }
            Events events = new Events(new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8)));
            course.begins(Place.parse(events.next().id()));
            while (!isStopped()) {
                took(events.next());
            }
        } finally {
            connection.disconnect();
        }
    }

    private void took(Events.Event event) throws IOException {
        switch (event.type()) {
            case "gap" -> {
                Json gap = Json.parse(event.text());
                course.gap(gap.of("from").text(), Place.parse(gap.of("to").text()));
            }
            case "end" ->
                throw new IOException("end " + Json.parse(event.text()).number("code"));
            default -> course.takes(Place.parse(event.id()), Stamp.parse(event.text()));
        }
    }
}
