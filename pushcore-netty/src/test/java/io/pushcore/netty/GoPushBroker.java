package io.pushcore.netty;

import static org.awaitility.Awaitility.await;

import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.ManualTime;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A broker with the ports of go-push, whose time a test moves, and clients that are closed with it. */
final class GoPushBroker implements AutoCloseable {
    static final String PING = "{\"type\":\"PING\",\"data\":{}}";
    static final String PONG = "{\"type\":\"PONG\",\"data\":{}}";

    private final GoPushTransport clients;
    private final GoPushAdminTransport admin;
    private final ManualTime time = ManualTime.create();
    private final Broker broker;
    private final List<WebSocketClient> open = new ArrayList<>();

    private GoPushBroker(
            GoPushTransport clients, UnaryOperator<GoPushAdminTransport> port, UnaryOperator<Broker.Builder> more) {
        this.clients = clients;
        this.admin = port.apply(GoPushAdminTransport.port(0, clients));
        this.broker = more.apply(Broker.builder()
                        .time(time)
                        .transport(clients)
                        .transport(admin)
                        .channels(GoPushTransport.CHANNELS, ChannelRules.live().mergeUpTo(10, Duration.ofSeconds(1))))
                .build();
    }

    static GoPushBroker open() {
        return open(port -> port, port -> port, builder -> builder);
    }

    static GoPushBroker open(
            UnaryOperator<GoPushTransport> port,
            UnaryOperator<GoPushAdminTransport> admin,
            UnaryOperator<Broker.Builder> more) {
        return new GoPushBroker(port.apply(GoPushTransport.port(0).lanes(2)), admin, more);
    }

    Broker broker() {
        return broker;
    }

    int port() {
        return clients.port();
    }

    int adminPort() {
        return admin.port();
    }

    void advance(Duration by) {
        time.advance(by);
    }

    /** One that hears what is for all by now. */
    WebSocketClient connected() throws InterruptedException {
        return connected("");
    }

    WebSocketClient connected(String query) throws InterruptedException {
        WebSocketClient client = asking(query);
        sync(client);
        return client;
    }

    WebSocketClient asking(String query) {
        WebSocketClient client = WebSocketClient.open(
                HttpClient.newHttpClient(), URI.create("ws://127.0.0.1:" + port() + "/connect" + query));
        open.add(client);
        return client;
    }

    /** In these rooms by now. */
    WebSocketClient in(String... rooms) throws InterruptedException {
        WebSocketClient client = asking("");
        for (String room : rooms) {
            client.say(join(room));
        }
        sync(client);
        return client;
    }

    static String join(String room) {
        return "{\"type\":\"JOIN\",\"data\":{\"room\":\"" + room + "\"}}";
    }

    static String leave(String room) {
        return "{\"type\":\"LEAVE\",\"data\":{\"room\":\"" + room + "\"}}";
    }

    static String push(String items) {
        return "{\"type\":\"PUSH\",\"data\":{\"items\":[" + items + "]}}";
    }

    /** What it said before has been done. */
    static void sync(WebSocketClient client) throws InterruptedException {
        String heard = client.say(PING).next();
        if (!heard.equals(PONG)) {
            throw new AssertionError(heard);
        }
    }

    String toRoom(String room, String items) throws IOException {
        return post("/push/room", "room=" + encoded(room) + "&items=" + encoded(items));
    }

    String toAll(String items) throws IOException {
        return post("/push/all", "items=" + encoded(items));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    String post(String path, String body, String... headers) throws IOException {
        StringBuilder head =
                new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return asked(head + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }

    String get(String path, String... headers) throws IOException {
        StringBuilder head = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return asked(head + "\r\n");
    }

    /** All of the answer of the operators' port to these bytes. */
    String asked(String bytes) throws IOException {
        try (LineClient client = new LineClient(adminPort())) {
            return client.say(bytes).rest();
        }
    }

    /** All who were there have gone. */
    void awaitConnections(int count) {
        await().atMost(Duration.ofSeconds(60)).until(() -> broker.stats().connections() == count);
    }

    @Override
    public void close() {
        open.forEach(WebSocketClient::close);
        broker.close(Duration.ofSeconds(1));
    }
}
