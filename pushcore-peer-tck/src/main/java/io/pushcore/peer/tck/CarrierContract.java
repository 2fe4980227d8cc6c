package io.pushcore.peer.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.ErrorCode;
import io.pushcore.peer.Carrier;
import io.pushcore.peer.Seal;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules of a carrier; what each means stands in {@code docs/carrier-rules.md}. */
public abstract class CarrierContract extends MemberRules {
    /** For the test that extends it. */
    protected CarrierContract() {}

    @Override
    protected abstract CarrierFixture newFixture() throws Exception;

    @Test
    @DisplayName("P30 who was cut off from the engine is told that it may have missed something, and hears again")
    void aCutIsTold() {
        List<Node> nodes = openAll("a", "b");
        want(nodes.get(1), "news");
        int before = nodes.get(1).missed.get();
        fixture.cut("b");
        nodes.get(0).hint("news", "lost perhaps");
        pass(Duration.ofMillis(300));
        fixture.mend("b");
        eventually("it is told", () -> nodes.get(1).missed.get() > before);
        fence(nodes.get(0), nodes.get(1));
    }

    @Test
    @DisplayName("P31 interest that changed during a cut is known after it, on both sides")
    void interestIsMendedAfterACut() {
        List<Node> nodes = openAll("a", "b");
        want(nodes.get(0), "old.a");
        want(nodes.get(1), "old.b");
        fixture.cut("b");
        pass(Duration.ofMillis(300));
        nodes.get(0).carrier.interest("new.a", true);
        nodes.get(0).carrier.interest("old.a", false);
        nodes.get(1).carrier.interest("new.b", true);
        nodes.get(1).carrier.interest("old.b", false);
        pass(Duration.ofMillis(300));
        fixture.mend("b");
        eventually(
                "it is known",
                () -> nodes.get(1).carrier.isWanted("new.a")
                        && !nodes.get(1).carrier.isWanted("old.a")
                        && nodes.get(0).carrier.isWanted("new.b")
                        && !nodes.get(0).carrier.isWanted("old.b"));
    }

    @Test
    @DisplayName(
            "P32 who was cut off for so long that the others gave it up is back afterwards, with its interest, and told")
    void aLongCutIsMended() {
        List<Node> nodes = openAll("a", "b");
        want(nodes.get(1), "news");
        fixture.cut("b");
        eventually("it is given up", () -> nodes.get(0).carrier.members().isEmpty());
        eventually("it gives up", () -> nodes.get(1).carrier.members().isEmpty());
        int before = nodes.get(1).missed.get();
        fixture.mend("b");
        eventually(
                "it is back",
                () -> nodes.get(0).carrier.members().equals(List.of("b"))
                        && nodes.get(1).carrier.members().equals(List.of("a"))
                        && nodes.get(0).carrier.isWanted("news"));
        eventually("it is told", () -> nodes.get(1).missed.get() > before);
        fence(nodes.get(0), nodes.get(1));
    }

    @Test
    @DisplayName("P33 a probe fails within some seconds where the engine cannot be reached")
    void aProbeFailsInTime() {
        Node node = open("a");
        fixture.cut("a");
        var probe = node.carrier.probe().toCompletableFuture();
        within(Duration.ofSeconds(5), "it fails", probe::isDone);
        assertThat(failureOf(probe)).isEqualTo(ErrorCode.TIMEOUT);
        fixture.mend("a");
        eventually("it comes round again", () -> succeeds(node));
    }

    @Test
    @DisplayName("P34 no call blocks its caller while the engine cannot be reached, and what waits is bounded")
    void noCallBlocks() {
        List<Node> nodes = openAll("a", "b");
        want(nodes.get(1), "news");
        fixture.cut("a");
        byte[] hint = new byte[1_000];
        long begun = System.nanoTime();
        for (int i = 0; i < 50_000; i++) {
            nodes.get(0).carrier.hint("news", hint);
            nodes.get(0).carrier.isWanted("news");
        }
        for (int i = 0; i < 100; i++) {
            nodes.get(0).carrier.interest("c" + i, true);
            nodes.get(0).carrier.control("b", hint);
            nodes.get(0).carrier.members();
            nodes.get(0).carrier.probe();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        fixture.mend("a");
        eventually("it is known", () -> nodes.get(1).carrier.isWanted("c99"));
        fence(nodes.get(0), nodes.get(1));
    }

    @Test
    @DisplayName("P35 close completes also where the engine cannot be reached")
    void closeCompletesWithoutTheEngine() {
        List<Node> nodes = openAll("a", "b");
        fixture.cut("a");
        var closed = nodes.get(0).carrier.close().toCompletableFuture();
        within(Duration.ofSeconds(6), "it completes", closed::isDone);
        assertThat(closed).isCompleted();
    }

    @Test
    @DisplayName("P36 what is sealed with another key, or not at all, is dropped and counted, both ways")
    void anotherKeyIsNotHeard() {
        Node node = open("one", "a", SEAL);
        Node stranger = open("one", "b", Seal.of("another key than the others have"));
        stranger.carrier.interest("news", true);
        stranger.carrier.control("", "let me in".getBytes(UTF_8));
        stranger.carrier.control("a", "let me in".getBytes(UTF_8));
        eventually(
                "it is counted",
                () -> node.drops.contains(Carrier.Drop.FORGED) && stranger.drops.contains(Carrier.Drop.FORGED));
        await(node.carrier.probe());
        assertThat(node.controls).isEmpty();
        assertThat(node.carrier.members()).isEmpty();
        assertThat(node.carrier.isWanted("news")).isFalse();
        assertThat(stranger.carrier.members()).isEmpty();
    }

    @Test
    @DisplayName("P37 without a key nodes without one hear each other, and nobody with one")
    void withoutAKey() {
        Node one = open("one", "a", Seal.none());
        Node two = open("one", "b", Seal.none());
        Node keyed = open("one", "c", SEAL);
        want(two, "news");
        eventually("they know each other", () -> one.carrier.isWanted("news"));
        one.hint("news", "open");
        eventually("it comes", () -> heard(two, "open"));
        assertThat(one.carrier.members()).containsExactly("b");
        assertThat(keyed.carrier.members()).isEmpty();
    }

    @Test
    @DisplayName("P38 bytes that no carrier made are dropped and counted, whatever they are")
    void garbageIsDropped() {
        List<Node> nodes = openAll("a", "b");
        want(nodes.get(1), "news");
        Random random = new Random(38);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[random.nextInt(400)];
            random.nextBytes(bytes);
            if (i % 2 == 0 && bytes.length > 0) {
                bytes[0] = 1;
            }
            fixture.inject("one", i % 4 < 2 ? SEAL.seal(bytes) : bytes);
        }
        eventually(
                "it is counted",
                () -> nodes.get(1).drops.contains(Carrier.Drop.FORGED)
                        && nodes.get(1).drops.contains(Carrier.Drop.GARBLED));
        fence(nodes.get(0), nodes.get(1));
        assertThat(nodes.get(1).hints()).allMatch(hint -> hint.text().startsWith("fence"));
        assertThat(nodes.get(1).controls).isEmpty();
    }

    @Test
    @DisplayName("P39 what a later version sends is dropped and counted as that")
    void anotherVersionIsDropped() {
        List<Node> nodes = openAll("a", "b");
        fixture.inject("one", SEAL.seal(new byte[] {99, 1, 'z', 0, 0}));
        eventually(
                "it is counted",
                () -> nodes.stream().allMatch(node -> node.drops.equals(List.of(Carrier.Drop.OTHER_VERSION))));
        assertThat(nodes.get(0).carrier.members()).containsExactly("b");
        fence(nodes.get(0), nodes.get(1));
    }

    private boolean succeeds(Node node) {
        var probe = node.carrier.probe().toCompletableFuture();
        eventually("it ends", probe::isDone);
        return !probe.isCompletedExceptionally();
    }
}
