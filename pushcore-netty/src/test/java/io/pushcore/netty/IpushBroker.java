package io.pushcore.netty;

import io.pushcore.Broker;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.PushCoreException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** A broker with the ports of ipush, and clients that are closed with it. */
final class IpushBroker {
    private static final String HANDSHAKE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    private final IpushTransport clients;
    private final IpushAdminTransport admin;
    private final Broker broker;
    private final List<AutoCloseable> open = new ArrayList<>();

    private IpushBroker(IpushTransport clients, IpushAdminTransport admin, Broker.Builder builder) {
        this.clients = clients;
        this.admin = admin;
        this.broker = opened(builder.transport(clients).transport(admin).build());
    }

    static IpushBroker open(UnaryOperator<Broker.Builder> more) {
        return open(port -> port, more);
    }

    static IpushBroker open(UnaryOperator<IpushTransport> port, UnaryOperator<Broker.Builder> more) {
        IpushTransport clients = port.apply(IpushTransport.port(0).lanes(1));
        return new IpushBroker(clients, IpushAdminTransport.port(0, clients), more.apply(Broker.builder()));
    }

    /** The same where the admin port asks for a token. */
    static IpushBroker guarded(String token) {
        IpushTransport clients = IpushTransport.port(0).lanes(1);
        return new IpushBroker(clients, IpushAdminTransport.port(0, clients).token(token), Broker.builder());
    }

    /** Knows who says {@code token of NAME}. */
    static Broker.Builder knowing(Broker.Builder builder) {
        return builder.authenticator(credentials -> credentials.token().startsWith("token of ")
                ? CompletableFuture.completedFuture(
                        Identity.of(credentials.token().substring(9)))
                : CompletableFuture.failedFuture(new PushCoreException(ErrorCode.UNAUTHENTICATED, "wrong")));
    }

    /** What a user that {@link #knowing} knows asks for. */
    static String known(String user) {
        return "uid=" + user + "&password=token+of+" + user;
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

    /** Has asked; the answer has not been read. */
    IpushClient asking(String query, String... headers) throws IOException {
        return opened(IpushClient.asking(port(), query, headers));
    }

    /** Has asked, and the head of the answer has come. */
    IpushClient stream(String query) throws IOException {
        IpushClient client = asking(query);
        String head = client.head();
        if (!head.startsWith("HTTP/1.1 200 ")) {
            throw new AssertionError(head);
        }
        return client;
    }

    IpushClient connected(String user) throws IOException {
        return stream("uid=" + user + "&password=x");
    }

    WebSocketClient webSocket(String query) {
        return opened(WebSocketClient.open(
                HttpClient.newHttpClient(), URI.create("ws://127.0.0.1:" + port() + "/connect?" + query)));
    }

    /** Asks for a WebSocket and says these bytes; the answer has not been read. */
    LineClient rawWebSocket(String query, String bytes) throws IOException {
        LineClient client = opened(new LineClient(port()));
        return client.say("GET /connect?" + query + " HTTP/1.1\r\nHost: localhost\r\n" + HANDSHAKE + bytes);
    }

    /** All of the answer to a request of the admin port. */
    String admin(String request, String body, String... headers) throws IOException {
        try (LineClient client = new LineClient(adminPort())) {
            StringBuilder head = new StringBuilder(request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
            for (String header : headers) {
                head.append(header).append("\r\n");
            }
            return client.say(head + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                    .rest();
        }
    }

    private <C extends AutoCloseable> C opened(C one) {
        open.add(one);
        return one;
    }

    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }
}
