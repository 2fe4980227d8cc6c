package io.pushcore.netty;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.Broker;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.function.UnaryOperator;

/** A broker with an HTTP port and an admin port, and the JDK's client for the latter; closes them together. */
final class AdminPort implements AutoCloseable {
    private final AdminTransport transport;
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpBroker clients;

    private AdminPort(AdminTransport transport, UnaryOperator<Broker.Builder> more) {
        this.transport = transport;
        this.clients =
                HttpBroker.open(HttpTransport.port(0).lanes(1), builder -> more.apply(builder.transport(transport)));
    }

    static AdminPort open() {
        return open(AdminTransport.port(0), builder -> builder);
    }

    static AdminPort open(AdminTransport transport, UnaryOperator<Broker.Builder> more) {
        return new AdminPort(transport, more);
    }

    Broker broker() {
        return clients.broker();
    }

    /** Its HTTP port. */
    HttpBroker clients() {
        return clients;
    }

    int port() {
        return transport.port();
    }

    HttpResponse<String> get(String target, String... headers) throws IOException, InterruptedException {
        return send("GET", target, "", headers);
    }

    HttpResponse<String> post(String target, String body, String... headers) throws IOException, InterruptedException {
        return send("POST", target, body, headers);
    }

    HttpResponse<String> send(String method, String target, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + target))
                .method(method, HttpRequest.BodyPublishers.ofString(body, UTF_8));
        return client.send(
                (headers.length == 0 ? request : request.headers(headers)).build(),
                HttpResponse.BodyHandlers.ofString(UTF_8));
    }

    /** A raw socket to it. */
    LineClient raw() throws IOException {
        return new LineClient(port());
    }

    @Override
    public void close() throws IOException {
        ((Closeable) clients::close).close();
    }
}
