package io.pushcore.callback;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** The application's server: the JDK's own. It notes what it was asked. */
final class FakeApplication implements AutoCloseable {
    static {
        // else each answer waits 40 ms for an acknowledgement
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);

    /** One call. */
    record Asked(String body, Map<String, List<String>> headers) {
        boolean has(String pair) {
            return ("&" + body + "&").contains("&" + pair + "&");
        }
    }

    /** What to answer. */
    record Said(int status, String contentType, String body) {
        static Said json(String body) {
            return new Said(200, "application/json", body);
        }
    }

    /** Answers by hand. */
    @FunctionalInterface
    interface Handler {
        void handle(HttpExchange exchange, Asked asked) throws IOException, InterruptedException;
    }

    private FakeApplication(Handler handler) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            Asked one = new Asked(
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8),
                    Map.copyOf(exchange.getRequestHeaders()));
            asked.add(one);
            try {
                handler.handle(exchange, one);
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            } finally {
                exchange.close();
            }
        });
        server.start();
    }

    static FakeApplication by(Handler handler) {
        return new FakeApplication(handler);
    }

    static FakeApplication saying(Function<Asked, Said> answers) {
        return new FakeApplication((exchange, asked) -> {
            Said said = answers.apply(asked);
            byte[] body = said.body().getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", said.contentType());
            exchange.sendResponseHeaders(said.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        });
    }

    static FakeApplication saying(int status, String contentType, String body) {
        return saying(asked -> new Said(status, contentType, body));
    }

    static FakeApplication json(String body) {
        return saying(200, "application/json", body);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/auth");
    }

    HttpCallbackBuilder callback() {
        return HttpCallback.to(address());
    }

    List<Asked> asked() {
        return asked;
    }

    /** Hangs a handler until the server is closed. */
    void hang() throws InterruptedException {
        end.await();
    }

    @Override
    public void close() {
        end.countDown();
        threads.shutdownNow();
        server.stop(0);
    }
}
