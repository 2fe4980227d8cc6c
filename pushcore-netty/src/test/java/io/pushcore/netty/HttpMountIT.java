package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.pushcore.Broker;
import io.pushcore.PushCoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A broker inside a host's server, beside what the host serves itself. */
@Timeout(60)
@ExtendWith(LeakWatch.class)
final class HttpMountIT {
    private static final String PUBLISH = post("/channels/news", "hello");
    private static final String LAST = "GET /last HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private <T extends AutoCloseable> T keep(T resource) {
        opened.add(resource);
        return resource;
    }

    private Broker broker(HttpMount mount) {
        return keep(Broker.builder().transport(mount).build());
    }

    private LineClient client(HostServer host) throws IOException {
        return keep(new LineClient(host.port()));
    }

    private static String get(String path) {
        return path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    private static String post(String path, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** The bodies of all answers, or their status where they have none. */
    private static List<String> bodies(LineClient client) throws IOException {
        List<String> bodies = new ArrayList<>();
        for (String answer : client.rest().split("HTTP/1.1 ")) {
            int body = answer.indexOf("\r\n\r\n");
            if (body >= 0) {
                String text = answer.substring(body + 4).strip();
                bodies.add(text.isEmpty() ? answer.substring(0, 3) : text.replaceAll("\"epoch\":\"[0-9a-z]+\"", "E"));
            }
        }
        return bodies;
    }

    @Test
    void whatItDoesNotKnowGoesToTheHost() throws Exception {
        HttpMount mount = HttpMount.create();
        HostServer host = keep(HostServer.with(mount));
        broker(mount);
        LineClient client = client(host);
        client.say("GET " + get("/") + post("/upload?x=1", "bytes") + "GET " + get("/channels") + LAST);
        assertThat(bodies(client)).containsExactly("GET /", "POST /upload?x=1 bytes", "GET /channels", "GET /last");
    }

    @Test
    void requestsOfBothSidesOnOneConnectionAreAnsweredInTheirOrder() throws Exception {
        HttpMount mount = HttpMount.create();
        HostServer host = keep(HostServer.with(mount));
        broker(mount);
        LineClient client = client(host);
        client.say(PUBLISH + "GET " + get("/a") + PUBLISH + "HEAD " + get("/channels/news/history") + "GET " + get("/b")
                + "GET " + get("/late") + PUBLISH + "HEAD " + get("/c") + PUBLISH + "GET " + get("/d") + LAST);
        client.bytes(20);
        host.answersLate();
        assertThat(bodies(client))
                .containsExactly(
                        "{E,\"offset\":1,\"durability\":\"MEMORY\"}",
                        "GET /a",
                        "{E,\"offset\":2,\"durability\":\"MEMORY\"}",
                        "405",
                        "GET /b",
                        "GET /late",
                        "{E,\"offset\":3,\"durability\":\"MEMORY\"}",
                        "200",
                        "{E,\"offset\":4,\"durability\":\"MEMORY\"}",
                        "GET /d",
                        "GET /last");
    }

    @Test
    void theHostsCodecStaysInStepWithTheRequestsItParsed() throws Exception {
        HttpMount mount = HttpMount.create();
        HostServer host = keep(HostServer.with(mount));
        broker(mount);
        LineClient client = client(host);
        // more than a codec lets stand without an answer
        for (int i = 0; i < 1_100; i++) {
            client.say("HEAD " + get("/channels/news/history"));
            assertThat(linesThrough("\r", client)).element(0).asString().startsWith("HTTP/1.1 405");
            client.say("GET " + get("/a"));
            assertThat(answer(client)).isEqualTo("GET /a ");
        }
    }

    @Test
    void aHostThatAsksForEachReadItselfGoesOnDoingSo() throws Exception {
        HttpMount mount = HttpMount.create();
        HostServer host = keep(HostServer.thatReadsByItself(mount));
        broker(mount);
        LineClient client = client(host);
        for (int i = 1; i <= 3; i++) {
            client.say(PUBLISH);
            assertThat(answer(client)).contains("\"offset\":" + i);
            client.say("GET " + get("/a"));
            assertThat(answer(client)).isEqualTo("GET /a ");
        }
    }

    private static String answer(LineClient client) throws IOException {
        int length = 0;
        for (String line = client.line(); !line.equals("\r"); line = client.line()) {
            if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length: ")) {
                length = Integer.parseInt(line.substring(16).strip());
            }
        }
        return client.bytes(length);
    }

    @Test
    void theClosingOfTheBrokerLeavesTheHostsConnectionsAlone() throws Exception {
        HttpMount mount = HttpMount.create();
        HostServer host = keep(HostServer.with(mount));
        Broker broker = broker(mount);
        LineClient used = client(host);
        used.say(PUBLISH);
        assertThat(answer(used)).contains("\"offset\":1");
        LineClient waiting = client(host);
        waiting.say("GET " + get("/late"));
        LineClient stream = client(host);
        stream.say("GET /channels/news HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
        assertThat(stream.line()).startsWith("HTTP/1.1 200");

        broker.close();

        assertThat(linesThrough("0\r", stream)).contains("event: end");
        host.answersLate();
        assertThat(answer(waiting)).isEqualTo("GET /late ");
        used.say("GET " + get("/a"));
        assertThat(answer(used)).isEqualTo("GET /a ");
        used.say(PUBLISH);
        assertThat(answer(used)).contains("\"code\":504");
    }

    private static List<String> linesThrough(String last, LineClient client) throws IOException {
        List<String> lines = new ArrayList<>();
        do {
            lines.add(client.line());
        } while (!lines.get(lines.size() - 1).equals(last));
        return lines;
    }

    @Test
    void beforeTheBrokerIsOpenItsRequestsAreRefused() throws Exception {
        HttpMount mount = HttpMount.create();
        HostServer host = keep(HostServer.with(mount));
        LineClient client = client(host);
        client.say(PUBLISH);
        assertThat(client.line()).startsWith("HTTP/1.1 503");
        broker(mount);
        LineClient later = client(host);
        later.say(PUBLISH);
        assertThat(later.line()).startsWith("HTTP/1.1 200");
    }

    @Test
    void twoBrokersStandBelowPathsOfTheirOwn() throws Exception {
        HttpMount first = HttpMount.create().under("/first");
        HttpMount second = HttpMount.create().under("/second/push");
        HostServer host = keep(HostServer.with(() -> new ChannelHandler[] {first.handler()}));
        HostServer other = keep(HostServer.with(() -> new ChannelHandler[] {second.handler()}));
        Broker closing = broker(first);
        broker(second);
        LineClient client = client(host);
        client.say(
                post("/first/channels/news", "x") + "GET " + get("/channels/news") + "GET " + get("/firstborn") + LAST);
        assertThat(bodies(client))
                .containsExactly(
                        "{E,\"offset\":1,\"durability\":\"MEMORY\"}",
                        "GET /channels/news",
                        "GET /firstborn",
                        "GET /last");
        closing.close();
        LineClient still = client(other);
        still.say(post("/second/push/channels/news", "x") + LAST);
        assertThat(bodies(still)).containsExactly("{E,\"offset\":1,\"durability\":\"MEMORY\"}", "GET /last");
    }

    @Test
    void itStartsNoThreadOfItsOwnForConnections() throws Exception {
        HttpMount mount = HttpMount.create();
        HostServer host = keep(HostServer.with(mount));
        broker(mount);
        client(host).say(PUBLISH).line();
        assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
                .noneMatch(name -> name.startsWith("pushcore-mount"))
                .isNotEmpty();
    }

    @Test
    void aHandlerThatDoesNotStandBehindACodecIsRefused() {
        HttpMount mount = HttpMount.create();
        EmbeddedChannel channel = new EmbeddedChannel(new HttpServerCodec(), new HttpObjectAggregator(1_000));
        channel.pipeline().addLast(mount.handler());
        assertThatThrownBy(channel::checkException)
                .hasRootCauseInstanceOf(PushCoreException.class)
                .hasRootCauseMessage("the mount's handler must stand directly behind an HttpServerCodec");
    }
}
