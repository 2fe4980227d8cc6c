package io.pushcore.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.pushcore.Broker;
import io.pushcore.Delivery;
import io.pushcore.InboxSession;
import io.pushcore.netty.HttpTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A shop: a request changes an order, and the customer sees it on the page, which is open, and on the phone, once that is there. */
public final class PublishFromRequest implements AutoCloseable {
    private static final String ORDERS = "/orders/";

    private final Map<String, String> states = new ConcurrentHashMap<>();
    private final HttpTransport pages = HttpTransport.port(0);
    private final Broker broker = Broker.builder().transport(pages).build();
    private final HttpServer shop;

    private PublishFromRequest() throws IOException {
        shop = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        shop.createContext(ORDERS, this::change);
        shop.start();
    }

    public static void main(String[] args) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        try (PublishFromRequest example = new PublishFromRequest()) {
            // the customer's devices are to have the news of this order, whether they are there or not
            example.broker.channel("orders.17").follow("anna").join();
            HttpRequest page = HttpRequest.newBuilder(uri(example.pages.port(), "/channels/orders.17"))
                    .header("Accept", "text/event-stream")
                    .build();
            try (Stream<String> events = http.send(page, BodyHandlers.ofLines()).body()) {
                for (String state : new String[] {"packed", "shipped"}) {
                    HttpRequest change = HttpRequest.newBuilder(
                                    uri(example.shop.getAddress().getPort(), ORDERS + 17))
                            .POST(HttpRequest.BodyPublishers.ofString(state))
                            .build();
                    System.out.println("shop: "
                            + http.send(change, BodyHandlers.ofString()).body());
                }
                events.filter(line -> line.startsWith("data: "))
                        .limit(2)
                        .forEach(line -> System.out.println("page: " + line.substring("data: ".length())));
            }
            example.phoneComes();
        }
    }

    /** {@code POST /orders/17}, with the new state as its body. */
    private void change(HttpExchange request) throws IOException {
        String order = request.getRequestURI().getPath().substring(ORDERS.length());
        String state = new String(request.getRequestBody().readAllBytes(), UTF_8);
        try {
            states.put(order, state);
            // one message for all who follow or look; answered once it is stored
            broker.channel("orders." + order).publish(state).join();
            answer(request, 200, "order " + order + " is " + states.get(order));
        } catch (CompletionException failed) {
            answer(request, 503, "try again: " + failed.getMessage());
        }
    }

    private static void answer(HttpExchange request, int status, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        request.sendResponseHeaders(status, body.length);
        request.getResponseBody().write(body);
        request.close();
    }

    private void phoneComes() throws InterruptedException {
        try (InboxSession phone = broker.inbox("anna", "phone").open().join()) {
            for (int i = 0; i < 2; i++) {
                Delivery delivery =
                        (Delivery) phone.next(Duration.ofSeconds(20)).orElseThrow();
                System.out.println(
                        "phone: " + delivery.seq() + " " + delivery.message().text());
                phone.ack(delivery.seq()).join();
            }
        }
        long waiting = broker.inbox("anna", "phone").pending(10).join().count();
        System.out.println("waiting for the phone: " + waiting);
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    @Override
    public void close() {
        shop.stop(0);
        broker.close();
    }
}
