package io.pushcore.netty;

import static org.awaitility.Awaitility.await;

import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.Limit;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A broker that speaks all dialects at once, each on a port of its own, and clients that are closed with it. */
final class AllPorts {
    private static final String OF_SOCKET_IO = SocketIoPort.V4 + "websocket";

    private final LineTransport lines = LineTransport.port(0).lanes(1);
    private final LineTransport frames = LineTransport.port(0).framed().lanes(1);
    private final IpushTransport ipush = IpushTransport.port(0).lanes(1);
    private final GoPushTransport goPush = GoPushTransport.port(0).lanes(1);
    private final GoPushAdminTransport goPushAdmin = GoPushAdminTransport.port(0, goPush);
    private final MinipushTransport minipush =
            MinipushTransport.port(0).lanes(1).clientMessages();
    private final XiucallTransport xiucall = XiucallTransport.port(0);
    private final HttpTransport http = HttpTransport.port(0).lanes(1);
    private final SocketIoTransport socketIo = SocketIoTransport.port(0)
            .lanes(1)
            .on("join", (client, event) -> client.join(event.text()).thenAccept(from -> event.answer()))
            .on(
                    "say",
                    (client, event) ->
                            client.publish(event.text(), "said", event.args().get(1)));
    private final Broker broker;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<AutoCloseable> open = new ArrayList<>();

    AllPorts() {
        broker = Broker.builder()
                .transport(lines)
                .transport(frames)
                .transport(ipush)
                .transport(goPush)
                .transport(goPushAdmin)
                .transport(minipush)
                .transport(xiucall)
                .transport(http)
                .transport(socketIo)
                .channels(ChannelRules.keep(100))
                .limit(Limit.SESSIONS_PER_USER, 20)
                .build();
    }

    /** What a client that reads bytes as characters has of a text, and the other way round. */
    static String bytesOf(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    LineClient plain() throws IOException {
        return opened(new LineClient(lines.port()));
    }

    LineClient framed() throws IOException {
        return opened(new LineClient(frames.port()));
    }

    /** Says these lines first; each is answered by one. */
    LineClient modern(String... first) throws IOException {
        LineClient modern = plain().say("hello 2\n");
        modern.line();
        for (String line : first) {
            modern.say(line + "\n").line();
        }
        return modern;
    }

    IpushClient ipush(String user) throws IOException {
        return opened(IpushClient.of(ipush.port(), user));
    }

    /** One that has subscribed to a channel by now. */
    IpushClient ipush(String user, String channel) throws IOException {
        IpushClient one = ipush(user).say("{\"y\":1,\"c\":\"" + channel + "\"}");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !broker.inbox(user).follows().join().isEmpty());
        return one;
    }

    /** One that is in a room by now. */
    WebSocketClient goPush(String room) throws InterruptedException {
        WebSocketClient one = webSocket(goPush.port(), "/connect").say(GoPushBroker.join(room));
        GoPushBroker.sync(one);
        return one;
    }

    void pushToRoom(String form) throws IOException, InterruptedException {
        post(goPushAdmin.port(), "/push/room", form.getBytes(StandardCharsets.UTF_8), "");
    }

    /** One whose answer to its first question has come. */
    WebSocketClient minipush(String user) throws InterruptedException {
        WebSocketClient one = webSocket(minipush.port(), "/ws", "Cookie", "x-uid=" + user);
        one.say("{\"stats\":{}}").next();
        return one;
    }

    StreamClient events(String target) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(http(target)).header("Accept", "text/event-stream");
        StreamClient stream = opened(StreamClient.open(client, request));
        stream.event();
        return stream;
    }

    String page(String target) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(http(target)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    void post(String target, byte[] body, String contentType) throws IOException, InterruptedException {
        post(http.port(), target, body, contentType);
    }

    private void post(int port, String target, byte[] body, String contentType)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        HttpResponse<String> answer = client.send(
                contentType.isEmpty()
                        ? request.build()
                        : request.header("Content-Type", contentType).build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
    }

    WebSocketClient rawWebSocket(String target) {
        return webSocket(http.port(), target);
    }

    /** Says this in its {@code connect}; the answer has come. */
    WebSocketClient centrifuge(String user, String data) throws InterruptedException {
        WebSocketClient one = webSocket(http.port(), "/connection/websocket?user=" + user)
                .say("{\"id\":1,\"connect\":{\"data\":" + data + "}}");
        String answer = one.next();
        if (answer.contains("\"error\"")) {
            throw new AssertionError(answer);
        }
        return one;
    }

    /** One that is in the namespace {@code /} by now. */
    WebSocketClient socketIo() throws InterruptedException {
        WebSocketClient one = webSocket(socketIo.port(), OF_SOCKET_IO);
        one.next();
        one.say("40").next();
        return one;
    }

    /** What the third reader of a user's queue has next. */
    String watched(String user) throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + xiucall.port() + "/watch/" + user + "?channel=3");
        return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    void pushByXiucall(String json) throws IOException, InterruptedException {
        post(xiucall.port(), "/push?autoCreate=1", json.getBytes(StandardCharsets.UTF_8), "application/json");
    }

    private URI http(String target) {
        return URI.create("http://127.0.0.1:" + http.port() + target);
    }

    private WebSocketClient webSocket(int port, String target, String... headers) {
        return opened(WebSocketClient.open(client, URI.create("ws://127.0.0.1:" + port + target), headers));
    }

    private <C extends AutoCloseable> C opened(C one) {
        open.add(one);
        return one;
    }

    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        broker.close(Duration.ofSeconds(1));
    }
}
