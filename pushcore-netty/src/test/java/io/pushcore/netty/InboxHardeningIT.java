package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Broker;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Bad input on every port with inboxes: an error, nothing lost, and nobody else notices")
@Timeout(120)
class InboxHardeningIT {
    private final LineTransport lines = LineTransport.port(0).lanes(1);
    private final HttpTransport http = HttpTransport.port(0).lanes(1);
    private final IpushTransport ipush = IpushTransport.port(0).lanes(1);
    private final Broker broker =
            Broker.builder().transport(lines).transport(http).transport(ipush).build();
    private final List<InboxSpeaker> speakers = new ArrayList<>();

    /** A port and a form in which an inbox is open. */
    enum Port {
        LINE,
        HTTP,
        CENTRIFUGE,
        IPUSH,
        IPUSH_WEBSOCKET
    }

    @AfterEach
    void close() throws Exception {
        for (InboxSpeaker speaker : speakers) {
            speaker.close();
        }
        broker.close();
    }

    private InboxSpeaker opened(Port port, String user) throws Exception {
        InboxSpeaker speaker = switch (port) {
            case LINE -> InboxSpeaker.onLines(lines.port(), user);
            case HTTP -> InboxSpeaker.overHttp(http.port(), user);
            case CENTRIFUGE -> InboxSpeaker.overCentrifuge(http.port(), user);
            case IPUSH -> InboxSpeaker.inChunks(ipush.port(), user);
            case IPUSH_WEBSOCKET -> InboxSpeaker.inFrames(ipush.port(), user);
        };
        speakers.add(speaker);
        return speaker;
    }

    private void push(String user, int count) {
        for (int i = 1; i <= count; i++) {
            broker.push(user, "text " + i).join();
        }
    }

    /** What waits is still what waited, and a neighbour on the same port is served. */
    private void assertNothingLost(Port port, InboxSpeaker anna, int pending) throws Exception {
        assertThat(broker.inbox("anna").pending(99).join().count()).isEqualTo(pending);
        InboxSpeaker neighbour = opened(port, "neighbour");
        push("neighbour", 1);
        assertThat(neighbour.next()).contains("text 1");
        push("anna", 1);
        assertThat(anna.next()).contains("text 1");
        assertThat(anna.acknowledge(Integer.toString(pending + 1))).doesNotContain("error");
        await().until(() -> broker.inbox("anna").pending(99).join().count() == 0);
    }

    @ParameterizedTest
    @EnumSource
    void anAckForAnothersInboxIsRefusedAndTakesNothingFromThem(Port port) throws Exception {
        push("bert", 3);
        InboxSpeaker bert = opened(port, "bert");
        for (int i = 1; i <= 3; i++) {
            assertThat(bert.next()).contains("text " + i);
        }
        push("anna", 1);
        InboxSpeaker anna = opened(port, "anna");
        assertThat(anna.next()).contains("text 1");
        for (String seq : List.of("2", "3")) {
            assertThat(anna.acknowledge(seq)).as(seq).startsWith("error");
        }
        assertThat(anna.acknowledgeFor(bert, "3")).startsWith("error");
        assertThat(broker.inbox("bert").pending(9).join().count()).isEqualTo(3);
        assertNothingLost(port, anna, 1);
    }

    @ParameterizedTest
    @EnumSource
    void anAckFromTheFutureIsRefused(Port port) throws Exception {
        push("anna", 2);
        InboxSpeaker anna = opened(port, "anna");
        anna.next();
        anna.next();
        for (String seq : List.of("3", "1024", "1025", "4294967297", "9223372036854775807")) {
            assertThat(anna.acknowledge(seq)).as(seq).startsWith("error");
        }
        assertNothingLost(port, anna, 2);
    }

    @ParameterizedTest
    @EnumSource
    void negativeAndOverflowingNumbersAreRefused(Port port) throws Exception {
        push("anna", 2);
        InboxSpeaker anna = opened(port, "anna");
        anna.next();
        anna.next();
        for (String seq : List.of(
                "0",
                "-1",
                "-2",
                "-9223372036854775808",
                "9223372036854775808",
                "18446744073709551617",
                "9".repeat(40),
                "1.5",
                "1e0")) {
            assertThat(anna.acknowledge(seq)).as(seq).startsWith("error");
        }
        assertNothingLost(port, anna, 2);
    }

    @ParameterizedTest
    // lines have no JSON; of a Centrifuge command that is too deep nothing is read, WrongCommandsTest has it
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"LINE", "CENTRIFUGE"})
    void deepJsonIsRefused(Port port) throws Exception {
        push("anna", 1);
        InboxSpeaker anna = opened(port, "anna");
        anna.next();
        UsedHeap heap = new UsedHeap();
        // within what a request of its kind may be long
        for (String deep :
                List.of("[".repeat(1_500) + "]".repeat(1_500), "{\"z\":".repeat(600) + "1" + "}".repeat(600))) {
            assertThat(anna.acknowledge(deep)).startsWith("error");
            assertThat(anna.acknowledge("1,\"z\":" + deep)).startsWith("error");
        }
        heap.hasGrownByLessThan(8 << 20);
        assertNothingLost(port, anna, 1);
    }

    @ParameterizedTest
    @EnumSource
    void anothersLogIsReachedByNoName(Port port) throws Exception {
        InboxSpeaker anna = opened(port, "anna");
        for (String channel : List.of("@bert", "$control", "#bert")) {
            assertThat(anna.follow(channel)).as(channel).startsWith("error");
        }
        push("bert", 1);
        assertThat(broker.inbox("anna").follows().join()).isEmpty();
        assertNothingLost(port, anna, 0);
    }
}
