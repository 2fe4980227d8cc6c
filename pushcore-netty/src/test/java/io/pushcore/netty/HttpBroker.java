package io.pushcore.netty;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.Broker;
import io.pushcore.Transport;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;

/** A broker with an HTTP port, and clients nobody here wrote; closes them together. */
final class HttpBroker implements AutoCloseable {
    private final IntSupplier port;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Closeable> clients = new ArrayList<>();
    private final Broker broker;
    private Closeable host = () -> {};

    private HttpBroker(Transport http, IntSupplier port, UnaryOperator<Broker.Builder> more) {
        this.port = port;
        broker = more.apply(Broker.builder().transport(http)).build();
    }

    static HttpBroker open() {
        return open(builder -> builder);
    }

    static HttpBroker open(UnaryOperator<Broker.Builder> more) {
        return open(HttpTransport.port(0).lanes(2), more);
    }

    static HttpBroker open(HttpTransport http, UnaryOperator<Broker.Builder> more) {
        return new HttpBroker(http, http::port, more);
    }

    /** In a host's server instead of on a port of its own. */
    static HttpBroker mounted(UnaryOperator<Broker.Builder> more) {
        HttpMount mount = HttpMount.create();
        HostServer host = HostServer.with(mount);
        HttpBroker broker = new HttpBroker(mount, host::port, more);
        broker.host = host::close;
        return broker;
    }

    Broker broker() {
        return broker;
    }

    int port() {
        return port.getAsInt();
    }

    URI address(String target) {
        return URI.create("http://127.0.0.1:" + port() + target);
    }

    HttpResponse<String> get(String target, String... headers) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(address(target)), headers);
    }

    HttpResponse<String> post(String target, String body, String... headers) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(address(target)).POST(HttpRequest.BodyPublishers.ofString(body)), headers);
    }

    HttpResponse<String> send(HttpRequest.Builder request, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder whole = headers.length == 0 ? request : request.headers(headers);
        return client.send(whole.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
    }

    /** A stream whose lines are asked for one by one. */
    StreamClient stream(String target, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address(target));
        StreamClient stream = StreamClient.open(client, headers.length == 0 ? request : request.headers(headers));
        clients.add(stream::close);
        return stream;
    }

    WebSocketClient webSocket(String target, String... headers) {
        WebSocketClient socket = WebSocketClient.open(client, URI.create("ws://127.0.0.1:" + port() + target), headers);
        clients.add(socket::close);
        return socket;
    }

    /** A raw socket. */
    LineClient raw() throws IOException {
        LineClient raw = new LineClient(port());
        clients.add(raw::close);
        return raw;
    }

    @Override
    public void close() throws IOException {
        for (Closeable one : clients) {
            one.close();
        }
        broker.close();
        host.close();
    }
}
