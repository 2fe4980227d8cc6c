package io.pushcore.chaos;

import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A client of the Centrifuge protocol in its JSON form, which recovers its channels on one WebSocket. */
final class CentrifugeReader extends Reader {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private static final String END = "";

    private final List<Course> inOrder;

    CentrifugeReader(String name, List<String> channels, List<Node> nodes, Ledger ledger, long seed) {
        super(name, channels, nodes, ledger, seed);
        this.inOrder = new ArrayList<>(courses.values());
    }

    @Override
    void read(Node node) throws IOException, InterruptedException {
        Ear ear = new Ear();
        WebSocket socket = open(node, ear);
        try {
            say(socket, "{\"id\":1,\"connect\":{}}");
            for (int i = 0; i < inOrder.size(); i++) {
                say(socket, subscribe(i + 2, inOrder.get(i)));
            }
            while (!isStopped()) {
                String line = ear.lines.poll(SILENT_MILLIS, TimeUnit.MILLISECONDS);
                if (line == null) {
                    throw new IOException("silent");
                }
                if (line.equals(END)) {
                    throw new EOFException(ear.why);
                }
                if (line.equals("{}")) {
                    say(socket, "{}");
                } else {
                    took(Json.parse(line));
                }
            }
        } finally {
            socket.abort();
        }
    }

    private static WebSocket open(Node node, Ear ear) throws IOException, InterruptedException {
        try {
            return HTTP.newWebSocketBuilder()
                    .connectTimeout(Duration.ofSeconds(2))
                    .buildAsync(URI.create("ws://127.0.0.1:" + node.http + "/connection/websocket"), ear)
                    .get(4, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException refused) {
            throw new IOException("no WebSocket", refused);
        }
    }

    private static void say(WebSocket socket, String text) throws IOException, InterruptedException {
        try {
            socket.sendText(text, true).get(4, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException broken) {
            throw new IOException("cannot send", broken);
        }
    }

    private static String subscribe(int id, Course course) {
        Place last = course.last();
        return "{\"id\":" + id + ",\"subscribe\":{\"channel\":\"" + course.channel + "\",\"recover\":true"
                + (last.epoch().isEmpty() ? "" : ",\"epoch\":\"" + last.epoch() + "\",\"offset\":" + last.offset())
                + "}}";
    }

    private void took(Json said) throws IOException {
        if (said.has("error")) {
            throw new IOException("error " + said.of("error").number("code"));
        }
        if (said.has("subscribe")) {
            subscribed(inOrder.get((int) said.number("id") - 2), said.of("subscribe"));
        } else if (said.has("push")) {
            pushed(said.of("push"));
        }
    }

    private static void subscribed(Course course, Json reply) {
        if (!reply.of("recovered").text().equals("true")) {
            // it goes on at the head: its protocol has no other way
            course.gap(course.last().toString(), new Place(reply.of("epoch").text(), reply.number("offset")));
            return;
        }
        course.begins(course.last());
        course.under(reply.of("epoch").text());
    }

    private void pushed(Json push) throws IOException {
        if (push.has("unsubscribe")) {
            throw new IOException("unsubscribe " + push.of("unsubscribe").number("code"));
        }
        if (push.has("disconnect")) {
            throw new IOException("disconnect " + push.of("disconnect").number("code"));
        }
        Course course = courses.get(push.of("channel").text());
        if (course != null && push.has("pub")) {
            Json publication = push.of("pub");
            course.takes(
                    new Place(course.last().epoch(), publication.number("offset")),
                    Stamp.parse(publication.of("data").text()));
        }
    }

    /** What comes, line by line. */
    private static final class Ear implements WebSocket.Listener {
        final BlockingDeque<String> lines = new LinkedBlockingDeque<>();
        volatile String why = "";
        private final StringBuilder message = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            message.append(part);
            if (last) {
                message.toString().lines().filter(line -> !line.isEmpty()).forEach(lines::add);
                message.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            why = "close " + code;
            lines.add(END);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            why = String.valueOf(failure.getMessage());
            lines.add(END);
        }
    }
}
