package io.pushcore.netty;

import io.pushcore.Broker;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** A broker with a port of Socket.IO, spoken to packet by packet. */
final class SocketIoPort implements AutoCloseable {
    static final String V4 = "/socket.io/?EIO=4&transport=";

    private final SocketIoTransport transport;
    private final Broker broker;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Closeable> open = new ArrayList<>();

    private SocketIoPort(SocketIoTransport transport, UnaryOperator<Broker.Builder> more) {
        this.transport = transport;
        this.broker = more.apply(Broker.builder().transport(transport)).build();
    }

    static SocketIoPort open(SocketIoTransport transport) {
        return open(transport, builder -> builder);
    }

    static SocketIoPort open(SocketIoTransport transport, UnaryOperator<Broker.Builder> more) {
        return new SocketIoPort(transport, more);
    }

    Broker broker() {
        return broker;
    }

    SocketIoTransport transport() {
        return transport;
    }

    private HttpRequest.Builder request(String target) {
        return request("127.0.0.1", target);
    }

    private HttpRequest.Builder request(String host, String target) {
        return HttpRequest.newBuilder(URI.create("http://" + host + ":" + transport.port() + target));
    }

    /** From an address of this machine to the same. */
    HttpResponse<String> getFrom(String host, String target) throws IOException, InterruptedException {
        return client.send(request(host, target).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String target) throws IOException, InterruptedException {
        return client.send(request(target).build(), BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> getLater(String target) {
        return client.sendAsync(request(target).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> send(String method, String target, String body) throws IOException, InterruptedException {
        return client.send(
                request(target)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    HttpResponse<String> post(String target, String body) throws IOException, InterruptedException {
        return send("POST", target, body);
    }

    /** Begins a session by polling; gives the target of its requests. */
    String session() throws IOException, InterruptedException {
        String body = get(V4 + "polling").body();
        return V4 + "polling&sid=" + body.replaceAll(".*\"sid\":\"([^\"]*)\".*", "$1");
    }

    /** The same, in the namespace {@code /}. */
    String connected() throws IOException, InterruptedException {
        String session = session();
        post(session, "40");
        get(session);
        return session;
    }

    WebSocketClient webSocket(String target) {
        WebSocketClient socket =
                WebSocketClient.open(client, URI.create("ws://127.0.0.1:" + transport.port() + target));
        open.add(socket::close);
        return socket;
    }

    LineClient raw() throws IOException {
        LineClient raw = new LineClient(transport.port());
        open.add(raw::close);
        return raw;
    }

    @Override
    public void close() throws IOException {
        for (Closeable one : open) {
            one.close();
        }
        broker.close();
    }
}
