package io.pushcore.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A server of keys, which answers as the test says and counts how often it was asked. */
final class KeyServer implements AutoCloseable {
    final AtomicInteger asked = new AtomicInteger();
    final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private volatile Answer answer = exchange -> send(exchange, 500, new byte[0]);

    /** What it does with a request. */
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    KeyServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            try (exchange) {
                answer.to(exchange);
            }
        });
        server.start();
    }

    URI address() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/keys");
    }

    KeyServer answer(Answer newAnswer) {
        answer = newAnswer;
        return this;
    }

    KeyServer answer(int status, String body) {
        return answer(exchange -> send(exchange, status, body.getBytes(UTF_8)));
    }

    /** Publishes keys. */
    KeyServer keys(String... jwks) {
        return answer(200, "{\"keys\":[" + String.join(",", jwks) + "]}");
    }

    static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
