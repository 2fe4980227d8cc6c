package io.pushcore.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.util.Map;

/** An open inbox: the events of one session at one node. One thread reads. */
final class InboxStream implements AutoCloseable {
    final Node node;
    final String session;
    private final HttpURLConnection connection;
    private final Events events;

    private InboxStream(Node node, String session, HttpURLConnection connection, Events events) {
        this.node = node;
        this.session = session;
        this.connection = connection;
        this.events = events;
    }

    /** @param lastEvent where a page that lost its connection goes on; empty for one that is opened anew */
    static InboxStream open(Node node, String user, String lastEvent) throws IOException {
        HttpURLConnection connection = Web.stream(
                node.http,
                "/inbox?user=" + user,
                lastEvent.isEmpty() ? Map.of() : Map.of("Last-Event-ID", lastEvent),
                Reader.SILENT_MILLIS);
        try {
            if (connection.getResponseCode() != 200) {
                throw new IOException("status " + connection.getResponseCode());
            }
            Events events = new Events(new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8)));
            Events.Event first = events.next();
            if (!first.type().equals("session")) {
                throw new IOException(first.type() + " " + first.text());
            }
            return new InboxStream(node, Json.parse(first.text()).of("session").text(), connection, events);
        } catch (IOException | RuntimeException failure) {
            connection.disconnect();
            throw failure;
        }
    }

    Events.Event next() throws IOException {
        return events.next();
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
