package io.pushcore.peer.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is carried. */
abstract class HintRules extends CarrierRules {
    @Test
    @DisplayName("P1 a hint reaches the node that wants its channel, with who sent it, byte by byte")
    void aHintReachesWhoWantsIt() {
        List<Node> nodes = openAll("a", "b");
        want(nodes.get(1), "news");
        List<byte[]> came = new CopyOnWriteArrayList<>();
        nodes.get(1).showHints(came::add);
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        nodes.get(0).carrier.hint("news", all);
        nodes.get(0).carrier.hint("news", new byte[0]);
        eventually("both come", () -> came.size() == 2);
        assertThat(came.get(0)).isEqualTo(all);
        assertThat(came.get(1)).isEmpty();
        assertThat(nodes.get(1).hints()).allSatisfy(hint -> {
            assertThat(hint.node()).isEqualTo("a");
            assertThat(hint.channel()).isEqualTo("news");
        });
    }

    @Test
    @DisplayName("P2 a hint reaches all that want its channel, and nobody else")
    void aHintReachesAllThatWantItAndNobodyElse() {
        List<Node> nodes = openAll("a", "b", "c", "d", "e");
        for (int wanting = 1; wanting < 5; wanting++) {
            want(nodes.get(wanting), "of" + wanting, "all");
            if (wanting < 4) {
                want(nodes.get(wanting), "most");
            }
        }
        Node sender = nodes.get(0);
        for (String channel : List.of("of1", "of2", "of3", "of4", "all", "most")) {
            sender.hint(channel, channel);
        }
        for (int wanting = 1; wanting < 5; wanting++) {
            Node node = nodes.get(wanting);
            fence(sender, node);
            assertThat(node.hints().stream().map(Node.Heard::text).filter(text -> !text.startsWith("fence")))
                    .containsExactlyInAnyOrderElementsOf(
                            wanting < 4 ? List.of("of" + wanting, "all", "most") : List.of("of4", "all"));
        }
    }

    @Test
    @DisplayName("P3 nothing comes back to the node that sent it")
    void nothingComesBack() {
        List<Node> nodes = openAll("a", "b", "c");
        for (Node node : nodes) {
            want(node, "news");
        }
        nodes.get(0).hint("news", "mine");
        nodes.get(0).carrier.control("", "mine".getBytes(UTF_8));
        nodes.get(0).carrier.control("a", "mine".getBytes(UTF_8));
        eventually("the others have it", () -> heard(nodes.get(1), "mine") && heard(nodes.get(2), "mine"));
        fence(nodes.get(1), nodes.get(0));
        assertThat(heard(nodes.get(0), "mine")).isFalse();
        assertThat(nodes.get(0).controls).isEmpty();
    }

    @Test
    @DisplayName("P4 the largest hint and the largest control arrive whole; a larger one is refused with its size")
    void theLargestHintArrives() {
        List<Node> nodes = openAll("a", "b");
        int largest = nodes.get(0).carrier.largestHint();
        assertThat(largest).isGreaterThanOrEqualTo(1024);
        String channel = "x".repeat(255);
        want(nodes.get(1), channel);
        AtomicInteger came = new AtomicInteger();
        nodes.get(1).showHints(bytes -> came.set(bytes.length));
        nodes.get(0).carrier.hint(channel, new byte[largest]);
        nodes.get(0).carrier.control("b", new byte[largest]);
        eventually("the hint comes", () -> came.get() == largest);
        eventually(
                "the control comes",
                () -> nodes.get(1).controls.stream()
                        .anyMatch(control -> control.text().length() == largest));
        byte[] larger = new byte[largest + 1];
        assertThatThrownBy(() -> nodes.get(0).carrier.hint(channel, larger))
                .isInstanceOfSatisfying(
                        PushCoreException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE))
                .hasMessageContaining(String.valueOf(larger.length));
        assertThatThrownBy(() -> nodes.get(0).carrier.control("", larger)).isInstanceOf(PushCoreException.class);
    }

    @Test
    @DisplayName("P5 hints of one node and channel mostly keep their order")
    void orderIsMostlyKept() {
        List<Node> nodes = openAll("a", "b");
        want(nodes.get(1), "news");
        eventually("the interest is known", () -> nodes.get(0).carrier.isWanted("news"));
        AtomicLong last = new AtomicLong(-1);
        AtomicInteger back = new AtomicInteger();
        nodes.get(1).showHints(bytes -> {
            long number = ByteBuffer.wrap(bytes).getLong();
            back.addAndGet(number < last.getAndSet(number) ? 1 : 0);
        });
        nodes.get(1).missed.set(0);
        for (long i = 0; i < 1_000; i++) {
            nodes.get(0).carrier.hint("news", ByteBuffer.allocate(8).putLong(i).array());
        }
        eventually(
                "all come, or it is said that some did not",
                () -> nodes.get(1).hintCount.get() >= 1_000
                        || nodes.get(1).missed.get() > 0);
        assertThat(back.get()).isLessThan(50);
    }

    @Test
    @DisplayName(
            "P6 100,000 hints at once take bounded memory: they arrive, or the receiver is told that it may have missed some")
    void aBurstIsBounded() {
        List<Node> nodes = openAll("a", "b");
        want(nodes.get(1), "news");
        byte[] hint = new byte[512];
        nodes.get(1).missed.set(0);
        for (int i = 0; i < 100_000; i++) {
            nodes.get(0).carrier.hint("news", hint);
        }
        eventually(
                "all come, or are said to be missing",
                () -> nodes.get(1).hintCount.get() >= 100_000
                        || nodes.get(1).missed.get() > 0);
        fence(nodes.get(0), nodes.get(1));
    }

    @Test
    @DisplayName("P7 a control to one node reaches that one, and one to all reaches all others")
    void controlsReachOneOrAll() {
        List<Node> nodes = openAll("a", "b", "c");
        nodes.get(0).carrier.control("b", "to one".getBytes(UTF_8));
        nodes.get(0).carrier.control("nobody", "to nobody".getBytes(UTF_8));
        nodes.get(0).carrier.control("", "to all".getBytes(UTF_8));
        Node.Heard all = new Node.Heard("a", "", "to all");
        eventually(
                "it comes",
                () -> nodes.get(1).controls.size() >= 2 && nodes.get(2).controls.contains(all));
        fence(nodes.get(0), nodes.get(2));
        assertThat(nodes.get(1).controls).containsExactlyInAnyOrder(new Node.Heard("a", "", "to one"), all);
        assertThat(nodes.get(2).controls).containsExactly(all);
        assertThat(nodes.get(0).controls).isEmpty();
    }
}
