package io.pushcore.netty;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;

/** One broker with the ports of all the other systems' protocols that speak HTTP, and clients that are closed with it. */
final class OtherSystemsPorts implements AutoCloseable {
    static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private static final String HOST = "Host: localhost\r\n";
    private static final String POLLING = "/socket.io/?EIO=4&transport=polling";

    private final ManualTime time = ManualTime.create();
    private final GoPushTransport goPush = GoPushTransport.port(0).lanes(2);
    private final GoPushAdminTransport goPushAdmin = GoPushAdminTransport.port(0, goPush);
    private final MinipushTransport minipush = MinipushTransport.port(0).lanes(2);
    private final SocketIoTransport socketIo =
            SocketIoTransport.port(0).lanes(2).onConnect(client -> client.join("c"));
    private final PushdHttpTransport pushd = PushdHttpTransport.port(0).lanes(2);
    private final PushdStatsTransport pushdStats = PushdStatsTransport.port(0);
    private final XiucallTransport xiucall = XiucallTransport.port(0);
    private final XiucallConnector connector = XiucallConnector.port(0).lanes(2);
    private final Broker broker;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<LineClient> open = new ArrayList<>();
    private final List<WebSocketClient> webSockets = new ArrayList<>();

    /**
     * A port and what is asked of it.
     *
     * @param served a whole request
     * @param answer how the answer to that begins
     */
    record Port(String name, IntSupplier number, String served, String answer) {
        /** The request with other headers in the place of the host. */
        String with(String headers) {
            return served.replace(HOST, headers);
        }

        /** What it is asked, without what follows it. */
        String target() {
            return served.split(" ", 3)[1];
        }

        @Override
        public String toString() {
            return name;
        }
    }

    OtherSystemsPorts() {
        this(builder -> builder);
    }

    OtherSystemsPorts(UnaryOperator<Broker.Builder> more) {
        Broker.Builder builder = Broker.builder()
                .time(time)
                // so that who stands is soon behind what is held
                .limit(Limit.HOT_WINDOW_BYTES_PER_CHANNEL, 1 << 20)
                .channels(GoPushTransport.CHANNELS, ChannelRules.live().mergeUpTo(10, Duration.ofSeconds(1)))
                .channels("c", ChannelRules.keep(10))
                .transport(goPush)
                .transport(goPushAdmin)
                .transport(minipush)
                .transport(socketIo)
                .transport(pushd)
                .transport(pushdStats)
                .transport(xiucall)
                .transport(connector);
        broker = more.apply(builder).build();
    }

    Map<String, Port> all() {
        Map<String, Port> all = new TreeMap<>();
        add(all, "go-push", goPush::port, "GET /connect HTTP/1.1\r\n" + HOST + UPGRADE, "101");
        add(all, "go-push-admin", goPushAdmin::port, "GET /stats HTTP/1.1\r\n" + HOST, "200");
        add(all, "minipush", minipush::port, "GET /ws HTTP/1.1\r\n" + HOST + "Cookie: x-uid=1\r\n" + UPGRADE, "101");
        add(all, "socketio", socketIo::port, "GET " + POLLING + " HTTP/1.1\r\n" + HOST, "200");
        add(all, "pushd-http", pushd::port, "GET /history/news/0 HTTP/1.1\r\n" + HOST, "200");
        add(all, "pushd-stats", pushdStats::port, "GET /s/ping HTTP/1.1\r\n" + HOST, "200");
        add(all, "xiucall", xiucall::port, "GET /apis HTTP/1.1\r\n" + HOST, "200");
        String inbox = "GET " + XiucallBroker.OPENING + " HTTP/1.1\r\n" + HOST + "x-nbb-authid: anna\r\n" + UPGRADE;
        add(all, "xiucall-connector", connector::port, inbox, "101");
        return all;
    }

    private static void add(Map<String, Port> all, String name, IntSupplier number, String head, String status) {
        all.put(name, new Port(name, number, head + "\r\n", "HTTP/1.1 " + status + " "));
    }

    Broker broker() {
        return broker;
    }

    Instant now() {
        return time.now();
    }

    void advance(Duration by) {
        time.advance(by);
    }

    LineClient raw(Port port) throws IOException {
        LineClient raw = new LineClient(port.number().getAsInt());
        open.add(raw);
        return raw;
    }

    LineClient raw(String port) throws IOException {
        return raw(all().get(port));
    }

    /** What comes of these bytes until the port closes the connection, however late. */
    static String rest(LineClient client) throws IOException {
        StringBuilder all = new StringBuilder(client.lineHoweverLate()).append('\n');
        return all.append(client.rest()).toString();
    }

    WebSocketClient webSocket(String port, String target, String... headers) {
        int number = all().get(port).number().getAsInt();
        WebSocketClient opened = WebSocketClient.open(client, URI.create("ws://127.0.0.1:" + number + target), headers);
        webSockets.add(opened);
        return opened;
    }

    /** The answer to a request that takes a while. */
    CompletableFuture<HttpResponse<String>> later(String port, String target) {
        URI address = URI.create("http://127.0.0.1:" + all().get(port).number().getAsInt() + target);
        return client.sendAsync(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString(UTF_8));
    }

    @Override
    public void close() throws IOException {
        for (LineClient one : open) {
            one.close();
        }
        webSockets.forEach(WebSocketClient::close);
        broker.close(Duration.ofSeconds(1));
    }
}
