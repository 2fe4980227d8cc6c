package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Broker;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Bad input on the ports of ipush: an error or the end, nothing lost, and nobody else notices")
@Timeout(60)
class IpushHardeningIT {
    private final IpushTransport port = IpushTransport.port(0).lanes(1);
    private final IpushAdminTransport admin = IpushAdminTransport.port(0, port);
    private final Broker broker =
            Broker.builder().transport(port).transport(admin).build();
    private IpushClient bystander;

    @BeforeEach
    void somebodyElseIsThere() throws Exception {
        bystander = IpushClient.of(port.port(), "bystander");
    }

    @AfterEach
    void nobodyElseNoticed() throws Exception {
        broker.push("bystander", "all is well").join();
        assertThat(bystander.next()).contains("\"s\":1,", "all is well");
        bystander.close();
        broker.close();
    }

    private void assertEnds(String... inputs) throws Exception {
        for (String bytes : inputs) {
            broker.push("anna", "not lost").join();
            try (IpushClient client = IpushClient.of(port.port(), "anna")) {
                assertThat(client.next()).as(bytes).contains("not lost");
                client.raw(bytes);
                assertThat(client.next()).as(bytes).startsWith("{\"error\":\"");
                assertThat(client.next()).as(bytes).isEmpty();
                assertThat(client.rest()).as(bytes).isEmpty();
            }
            try (IpushClient again = IpushClient.of(port.port(), "anna")) {
                String message = again.next();
                assertThat(message).as(bytes).contains("not lost");
                again.say("{\"y\":5,\"s\":" + message.replaceAll(".*\"s\":(\\d+),.*\n", "$1") + "}");
                await().until(() -> broker.inbox("anna").pending(1).join().count() == 0);
            }
        }
    }

    @Test
    void aChunkThatLiesAboutItsLengthEndsTheSession() throws Exception {
        assertEnds("3\r\n{\"y\":0}\r\n", "9\r\n{\"y\":0}\r\n3\r\nabc\r\n", "7\r\n{\"y\":0}\n\r");
    }

    @Test
    void aChunkOfTwoGibibytesIsRefusedAsSoonAsItsSizeIsRead() throws Exception {
        UsedHeap heap = new UsedHeap();
        assertEnds("80000000\r\n", "7fffffff\r\n", "7fffffff", "ffffffffffffffffff\r\n", "100000000");
        heap.hasGrownByLessThan(8 << 20);
    }

    @Test
    void aSizeThatIsNoneEndsTheSession() throws Exception {
        assertEnds("-5\r\nhello\r\n", "\r\n", "xyz\r\n", "5\nhello\r\n", "0x5\r\nhello\r\n", " 5\r\nhello\r\n");
    }

    @Test
    void aChunkExtensionWithoutEndIsRefused() throws Exception {
        assertEnds("5;" + "x".repeat(200), "5;a\nhello\r\n", "0".repeat(200));
    }

    @Test
    void aWebSocketFrameInAChunkedBodyEndsTheSession() throws Exception {
        assertEnds("\u0081\u0085abcdefghi", "\u0089\u0080\0\0\0\0", "\u0088\u0082\0\0\0\0\u0003\u00e8");
    }

    @Test
    void anotherRequestBehindTheFirstIsNoChunk() throws Exception {
        assertEnds("GET / HTTP/1.1\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    }

    @Test
    void aChunkThatIsNeverFinishedHoldsNoMoreThanCame() throws Exception {
        UsedHeap heap = new UsedHeap();
        List<IpushClient> halves = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            IpushClient half = IpushClient.of(port.port(), "user" + i);
            halves.add(half.raw("10000\r\n{"));
        }
        heap.hasGrownByLessThan(16 << 20);
        for (IpushClient half : halves) {
            half.close();
        }
        await().until(() -> broker.stats().connections() == 1);
    }

    @Test
    void whatTwoServersCouldReadDifferentlyIsRefused() throws Exception {
        for (String head : List.of(
                "Content-Length: 3\r\n\r\nabc",
                "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
                "Content-Length: 3\r\nContent-Length: 4\r\n\r\n",
                "Host: localhost\r\nHost: localhost\r\n\r\n",
                "Host : localhost\r\n\r\n",
                " folded: line\r\n\r\n")) {
            try (LineClient client = new LineClient(port.port())) {
                client.say("GET /connect?uid=anna&password=x HTTP/1.1\r\n" + head);
                assertThat(client.rest()).as(head).startsWith("HTTP/1.1 400 ");
            }
        }
        try (LineClient client = new LineClient(port.port())) {
            client.say("GET /connect?uid=anna&password=x HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n");
            assertThat(client.rest()).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void aPageOfAnotherSiteGetsNoSession() throws Exception {
        String upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        for (String foreign : List.of(
                "Host: localhost\r\nOrigin: https://evil.example\r\n",
                "Origin: https://evil.example\r\n",
                "Host: localhost\r\nOrigin: null\r\n",
                "Host: localhost\r\nSec-Fetch-Site: cross-site\r\n",
                "Host: evil.example\r\n")) {
            for (String form : List.of("", upgrade)) {
                try (LineClient client = new LineClient(port.port())) {
                    client.say("GET /connect?uid=bystander&password=x HTTP/1.1\r\n" + foreign + form + "\r\n");
                    assertThat(client.line()).as(foreign + form).startsWith("HTTP/1.1 403 ");
                }
            }
        }
    }

    @Test
    void anExtensionIsPassedOverAndTheHeartbeatOfThePageIsTaken() throws Exception {
        try (IpushClient client = IpushClient.of(port.port(), "anna")) {
            client.raw("0007;name=\"value\"\r\n{\"y\":0}\r\na\r\n{\"y\":0}\r\n");
            client.say("{\"y\":3,\"t\":\"anna\",\"b\":\"still there\"}");
            assertThat(client.next()).contains("still there");
        }
    }

    @Test
    void whatIsNoMessageIsAnsweredAndTheSessionGoesOn() throws Exception {
        String deep = "[".repeat(10_000) + "]".repeat(10_000);
        broker.push("anna", "one").join();
        try (IpushClient client = IpushClient.of(port.port(), "anna")) {
            assertThat(client.next()).contains("\"s\":1,");
            for (String json : List.of(
                    "nothing",
                    "[]",
                    "{",
                    "{}",
                    "{} {}",
                    "{\"y\":6}",
                    "{\"y\":-1}",
                    "{\"y\":1.5}",
                    "{\"y\":\"1\"}",
                    "{\"y\":4294967296}",
                    "{\"y\":5}",
                    "{\"y\":5,\"s\":-5}",
                    "{\"y\":5,\"s\":0}",
                    "{\"y\":5,\"s\":2}",
                    "{\"y\":5,\"s\":9223372036854775807}",
                    "{\"y\":5,\"s\":99999999999999999999999}",
                    "{\"y\":5,\"y\":5,\"s\":1}",
                    "{\"y\":3,\"t\":\"bert\",\"b\":{}}",
                    "{\"y\":3,\"t\":\"a b\",\"b\":\"x\"}",
                    "{\"y\":3,\"b\":\"x\"}",
                    "{\"y\":4,\"c\":\"@bert\",\"b\":\"x\"}",
                    "{\"y\":1,\"c\":\"@bert\"}",
                    "{\"y\":1,\"c\":\"$health\"}",
                    "{\"y\":0,\"z\":" + deep + "}")) {
                assertThat(client.say(json).next()).as(json).startsWith("{\"error\":\"");
            }
            client.say("{\"y\":3,\"t\":\"anna\",\"b\":\"two\",\"z\":[{\"unknown\":1}],\"q\":null}");
            assertThat(client.next()).contains("\"s\":2,", "two");
            client.say("{\"y\":5,\"s\":2}");
            await().until(() -> broker.inbox("anna").pending(1).join().count() == 0);
        }
    }

    @Test
    void theAdminPortRefusesWhatItsPageSaysAndPagesOfOthers() throws Exception {
        assertRefused("GET /pub?to=a&from=b", "405", "Method Not Allowed");
        assertRefused("POST /sub?uid=a&cid=b", "405", "Method Not Allowed");
        assertRefused("POST /pub?to=a", "400", "target or source id is invalid");
        assertRefused("POST /pub?from=a", "400", "target or source id is invalid");
        assertRefused("POST /pub?to=a&from=b", "400", "body cannot be empty");
        assertRefused("GET /sub?uid=a", "400", "uid and cid should not be empty");
        assertRefused("GET /unsub?cid=a", "400", "uid and cid should not be empty");
        assertRefused("GET /msg", "400", "target id is invalid");
        assertRefused("GET /shard", "400", "uid is needed");
        assertRefused("GET /disconnect", "400", "uid is empty");
        assertRefused("GET /broadcast", "400", "content is empty");
        assertRefused("GET /msg?uid=a%20b", "400", "");
        assertRefused("GET /sub?uid=a&cid=@bert", "400", "channel names that begin with");
        assertThat(asked("GET /nothing HTTP/1.1\r\nHost: localhost\r\n")).startsWith("HTTP/1.1 404 ");
        assertThat(asked("GET /disconnect?uid=bystander HTTP/1.1\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(asked("GET /disconnect?uid=bystander HTTP/1.1\r\nHost: evil.example\r\n"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(asked(
                        "GET /disconnect?uid=bystander HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(asked("GET /disconnect?uid=bystander HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: cross-site\r\n"))
                .startsWith("HTTP/1.1 403 ");
    }

    private void assertRefused(String request, String status, String sentence) throws Exception {
        assertThat(asked(request + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"))
                .as(request)
                .startsWith("HTTP/1.1 " + status + " ")
                .contains("\r\n\r\n{\"error\":\"" + sentence);
    }

    private String asked(String head) throws Exception {
        try (LineClient client = new LineClient(admin.port())) {
            return client.say(head + "Connection: close\r\n\r\n").rest();
        }
    }
}
