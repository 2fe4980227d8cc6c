package io.pushcore.netty;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Deque;

/** Somebody with an open inbox on some port. What is refused is answered by a text that begins with {@code error}. */
abstract class InboxSpeaker implements AutoCloseable {
    /** What came while an answer was waited for. */
    final Deque<String> early = new ArrayDeque<>();

    /** The next message of the inbox. */
    final String next() throws Exception {
        return early.isEmpty() ? read() : early.remove();
    }

    /** The next thing that comes. */
    abstract String read() throws Exception;

    /** Acknowledges what this says in place of the number. */
    abstract String acknowledge(String seq) throws Exception;

    /** The same, as far as the port lets one name another's session. */
    String acknowledgeFor(InboxSpeaker other, String seq) throws Exception {
        return acknowledge(seq);
    }

    abstract String follow(String channel) throws Exception;

    @Override
    public abstract void close() throws IOException;

    static InboxSpeaker onLines(int port, String user) throws Exception {
        LineClient client = new LineClient(port);
        client.say("hello 2\nsetuuid " + user + "\ninbox\n");
        for (String begin : new String[] {"ok hello", "ok", "ok inbox"}) {
            String line = client.line();
            if (!line.startsWith(begin)) {
                throw new AssertionError(line);
            }
        }
        return new InboxSpeaker() {
            @Override
            String read() throws IOException {
                String line = client.line();
                return line.startsWith("inbox ") ? client.payload(line) : line;
            }

            @Override
            String acknowledge(String seq) throws IOException {
                return answer("ack " + seq + "\n");
            }

            @Override
            String follow(String channel) throws IOException {
                return answer("follow " + channel + "\n");
            }

            private String answer(String command) throws IOException {
                String line = client.say(command).line();
                return line.startsWith("err ") ? "error " + line : line;
            }

            @Override
            public void close() throws IOException {
                client.close();
            }
        };
    }

    static InboxSpeaker overHttp(int port, String user) throws Exception {
        return new HttpSpeaker(port, user);
    }

    static InboxSpeaker overCentrifuge(int port, String user) throws Exception {
        WebSocketClient client = WebSocketClient.open(
                HttpClient.newHttpClient(),
                URI.create("ws://127.0.0.1:" + port + "/connection/websocket?user=" + user));
        client.say("{\"id\":1,\"connect\":{\"data\":{\"inbox\":true}}}");
        String welcome = client.next();
        if (!welcome.contains("\"subs\"")) {
            throw new AssertionError(welcome);
        }
        return new InboxSpeaker() {
            private int id = 1;

            @Override
            String read() throws Exception {
                return client.next();
            }

            @Override
            String acknowledge(String seq) throws Exception {
                return rpc("ack", "{\"seq\":" + seq + "}");
            }

            @Override
            String follow(String channel) throws Exception {
                return rpc("follow", "{\"channel\":\"" + channel + "\"}");
            }

            private String rpc(String method, String data) throws Exception {
                id++;
                client.say("{\"id\":" + id + ",\"rpc\":{\"method\":\"" + method + "\",\"data\":" + data + "}}");
                String reply = client.next();
                while (reply.contains("\"push\"")) {
                    early.add(reply);
                    reply = client.next();
                }
                return reply.contains("\"error\"") || reply.startsWith("<close") ? "error " + reply : reply;
            }

            @Override
            public void close() {
                client.close();
            }
        };
    }

    static InboxSpeaker inChunks(int port, String user) throws Exception {
        IpushClient client = IpushClient.of(port, user);
        return new IpushSpeaker(user, client::say, client::next, client);
    }

    static InboxSpeaker inFrames(int port, String user) {
        WebSocketClient client = WebSocketClient.open(
                HttpClient.newHttpClient(), URI.create("ws://127.0.0.1:" + port + "/connect?password=x&uid=" + user));
        return new IpushSpeaker(user, client::say, client::next, client);
    }

    /** By {@code GET /inbox} as events, and a request for each acknowledgement. */
    private static final class HttpSpeaker extends InboxSpeaker {
        private final HttpClient client = HttpClient.newHttpClient();
        private final String address;
        private final String user;
        private final StreamClient events;
        private final String session;

        HttpSpeaker(int port, String user) throws Exception {
            this.address = "http://127.0.0.1:" + port;
            this.user = user;
            this.events = StreamClient.open(
                    client,
                    HttpRequest.newBuilder(URI.create(address + "/inbox?user=" + user))
                            .header("Accept", "text/event-stream"));
            this.session = events.event().toString().replaceAll(".*\"session\":\"([^\"]+)\".*", "$1");
        }

        @Override
        String read() throws Exception {
            return events.event().toString();
        }

        @Override
        String acknowledge(String seq) throws Exception {
            return post("/inbox/ack", "{\"session\":\"" + session + "\",\"seq\":" + seq + "}");
        }

        @Override
        String acknowledgeFor(InboxSpeaker other, String seq) throws Exception {
            return post("/inbox/ack", "{\"session\":\"" + ((HttpSpeaker) other).session + "\",\"seq\":" + seq + "}");
        }

        @Override
        String follow(String channel) throws Exception {
            return post("/inbox/follow", "{\"channel\":\"" + channel + "\"}");
        }

        private String post(String target, String body) throws Exception {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(address + target + "?user=" + user))
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() / 100 == 2 ? "ok" : "error " + answer.statusCode() + answer.body();
        }

        @Override
        public void close() throws IOException {
            events.close();
        }
    }

    /** In messages of ipush, which answer nothing but what is wrong: whether it was is known by a message to oneself. */
    private static final class IpushSpeaker extends InboxSpeaker {
        private final String user;
        private final Saying saying;
        private final Hearing hearing;
        private final AutoCloseable client;

        private interface Saying {
            Object say(String json) throws Exception;
        }

        private interface Hearing {
            String next() throws Exception;
        }

        IpushSpeaker(String user, Saying saying, Hearing hearing, AutoCloseable client) {
            this.user = user;
            this.saying = saying;
            this.hearing = hearing;
            this.client = client;
        }

        @Override
        String read() throws Exception {
            return hearing.next();
        }

        @Override
        String acknowledge(String seq) throws Exception {
            return answer("{\"y\":5,\"s\":" + seq + "}");
        }

        @Override
        String follow(String channel) throws Exception {
            return answer("{\"y\":1,\"u\":\"" + user + "\",\"c\":\"" + channel + "\"}");
        }

        /** The next error. That there is none is answered by that of a message which is none. */
        private String answer(String json) throws Exception {
            saying.say(json);
            saying.say("{\"y\":6}");
            String first = hearing.next();
            if (first.contains("y must be from 0 to 5")) {
                return "ok";
            }
            String second = hearing.next();
            if (!first.startsWith("{\"error\":") || !second.contains("y must be from 0 to 5")) {
                throw new AssertionError(first + second);
            }
            return "error " + first;
        }

        @Override
        public void close() throws IOException {
            try {
                client.close();
            } catch (Exception failed) {
                throw new IOException(failed);
            }
        }
    }
}
