package io.pushcore.netty;

import static org.awaitility.Awaitility.await;

import io.pushcore.Broker;
import io.pushcore.memory.MemoryStorage;
import io.pushcore.storage.InboxId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A broker with the ports of xiucall-push, and clients that are closed with it. */
final class XiucallBroker implements AutoCloseable {
    static final String OPENING = "/socket.io/?EIO=3&transport=websocket";
    static final String GREETING = "42[\"message\",[]]";

    private final XiucallTransport rest;
    private final XiucallConnector connector = XiucallConnector.port(0).lanes(2);
    private final MemoryStorage storage = MemoryStorage.create();
    private final Broker broker;
    private final List<WebSocketClient> open = new ArrayList<>();

    private XiucallBroker(UnaryOperator<XiucallTransport> rest, UnaryOperator<Broker.Builder> more) {
        this.rest = rest.apply(XiucallTransport.port(0));
        this.broker = more.apply(
                        Broker.builder().storage(storage).transport(this.rest).transport(connector))
                .build();
    }

    static XiucallBroker open() {
        return open(port -> port, builder -> builder);
    }

    static XiucallBroker open(UnaryOperator<XiucallTransport> rest, UnaryOperator<Broker.Builder> more) {
        return new XiucallBroker(rest, more);
    }

    Broker broker() {
        return broker;
    }

    int port() {
        return rest.port();
    }

    int connectorPort() {
        return connector.port();
    }

    // ---- the connector

    WebSocketClient asking(String... headers) {
        WebSocketClient client = WebSocketClient.open(
                HttpClient.newHttpClient(), URI.create("ws://127.0.0.1:" + connectorPort() + OPENING), headers);
        open.add(client);
        return client;
    }

    /** Is in, and has yet to ask for a message. */
    WebSocketClient connected(String id) throws InterruptedException {
        WebSocketClient client = asking("x-nbb-authid", id);
        String opening = client.next();
        String in = client.next();
        String greeting = client.next();
        if (!opening.startsWith("0{") || !in.equals("40") || !greeting.equals(GREETING)) {
            throw new AssertionError(opening + in + greeting);
        }
        return client;
    }

    /** Wants what is next. */
    WebSocketClient taking(String id) throws InterruptedException {
        return connected(id).say("42[\"commit\",0]");
    }

    static WebSocketClient commit(WebSocketClient client) {
        return client.say("42[\"commit\",1]");
    }

    static String message(String labels, String from, String data) {
        return "42[\"message\",[{\"channel\":" + labels + ",\"from\":\"" + from + "\",\"data\":" + data + "}]]";
    }

    // ---- the REST port

    /** Pushes from {@code srv}, with the label {@code c1}; gives the body of the answer. */
    String push(String query, String receivers, String data) throws IOException {
        return body(post(
                "/push" + query,
                "{\"send_id\":\"srv\",\"channel\":[\"c1\"],\"recv_id\":" + receivers + ",\"data\":" + data + "}",
                "Content-Type: application/json"));
    }

    /** The same to one whose queue is made if it is not there. */
    void push(String id, String data) throws IOException {
        String answer = push("?autoCreate=1", "[\"" + id + "\"]", data);
        if (!answer.equals("{\"ok\":1,\"send\":1}")) {
            throw new AssertionError(answer);
        }
    }

    String post(String path, String body, String... headers) throws IOException {
        int length = body.getBytes(StandardCharsets.ISO_8859_1).length;
        return asked(head("POST " + path, headers) + "Content-Length: " + length + "\r\n\r\n" + body);
    }

    String get(String path, String... headers) throws IOException {
        return asked(head("GET " + path, headers) + "\r\n");
    }

    static String head(String request, String... headers) {
        StringBuilder head = new StringBuilder(request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.toString();
    }

    /** All of the answer of the REST port to these bytes. */
    String asked(String bytes) throws IOException {
        try (LineClient client = new LineClient(port())) {
            return client.say(bytes).rest();
        }
    }

    static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    // ---- what is kept

    /** Whether somebody has it open, session or watch. */
    boolean isOpen(String user, String device) {
        return storage.inboxStore()
                .orElseThrow()
                .holder(new InboxId(user, device))
                .toCompletableFuture()
                .join()
                .isPresent();
    }

    void awaitOpen(String user, String device, boolean is) {
        await().atMost(Duration.ofSeconds(60)).until(() -> isOpen(user, device) == is);
    }

    @Override
    public void close() {
        open.forEach(WebSocketClient::close);
        broker.close(Duration.ofSeconds(1));
    }
}
