package io.pushcore.peer.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.ManualTime;
import io.pushcore.peer.Seal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LossyCarriersTest {
    private final ManualTime time = ManualTime.create();

    @Test
    void aSeedPlaysTheSameAgain() {
        List<Node.Heard> once = play(7, ManualTime.create());
        assertThat(once).isEqualTo(play(7, ManualTime.create())).hasSizeGreaterThan(100);
        assertThat(once).isNotEqualTo(play(8, ManualTime.create()));
    }

    @Test
    void interestIsTheSameOnAllNodesOnceLossesEnd() {
        long first = Long.getLong("pushcore.seed", 1);
        for (long seed = first; seed < first + 40; seed++) {
            ManualTime own = ManualTime.create();
            LossyCarriers carriers = LossyCarriers.lossy(own, seed).losing(0.3).repeating(0.3);
            Random random = new Random(seed);
            List<Node> nodes = nodes(carriers, own, 3);
            List<Set<String>> wanted = List.of(new HashSet<>(), new HashSet<>(), new HashSet<>());
            for (int step = 0; step < 300; step++) {
                int node = random.nextInt(3);
                String name = "c" + random.nextInt(40);
                boolean on = random.nextBoolean();
                nodes.get(node).carrier.interest(name, on);
                if (on) {
                    wanted.get(node).add(name);
                } else {
                    wanted.get(node).remove(name);
                }
                own.advance(Duration.ofMillis(random.nextInt(100)));
            }
            carriers.losing(0);
            own.advance(Duration.ofSeconds(4));
            for (int node = 0; node < 3; node++) {
                for (int i = 0; i < 40; i++) {
                    String name = "c" + i;
                    boolean others = wanted.get((node + 1) % 3).contains(name)
                            || wanted.get((node + 2) % 3).contains(name);
                    assertThat(nodes.get(node).carrier.isWanted(name))
                            .as("seed " + seed + ", node " + node + ", " + name)
                            .isEqualTo(others);
                }
            }
        }
    }

    @Test
    void whoIsWaitedForHasToldSoInSpiteOfLosses() {
        for (long seed = 1; seed <= 20; seed++) {
            ManualTime own = ManualTime.create();
            LossyCarriers carriers = LossyCarriers.lossy(own, seed).losing(0.2);
            List<Node> nodes = nodes(carriers, own, 2);
            own.advance(Duration.ofSeconds(10));
            for (int i = 0; i < 50; i++) {
                long begun = own.nanoTime();
                var wanted = nodes.get(0).carrier.interest("c" + i, true).toCompletableFuture();
                while (!wanted.isDone()) {
                    own.advance(Duration.ofMillis(1));
                }
                long took = own.nanoTime() - begun;
                assertThat(took)
                        .as("seed " + seed)
                        .isLessThanOrEqualTo(Duration.ofSeconds(1).toNanos());
                if (took < Duration.ofMillis(990).toNanos()) {
                    assertThat(nodes.get(1).carrier.isWanted("c" + i))
                            .as("seed " + seed)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void aCutOfOneDirectionEndsWithTheDeafNodeBackAndTold() {
        LossyCarriers carriers = LossyCarriers.lossless(time);
        List<Node> nodes = nodes(carriers, time, 2);
        nodes.get(0).carrier.interest("of.a", true);
        nodes.get(1).carrier.interest("of.b", true);
        time.advance(Duration.ofSeconds(1));
        carriers.cut("n0", "n1");
        time.advance(Duration.ofSeconds(7));
        assertThat(nodes.get(1).carrier.members()).isEmpty();
        assertThat(nodes.get(0).carrier.members()).containsExactly("n1");
        nodes.get(0).hint("of.b", "lost");
        carriers.mend("n0", "n1");
        time.advance(Duration.ofSeconds(2));
        assertThat(nodes.get(1).carrier.members()).containsExactly("n0");
        assertThat(nodes.get(1).carrier.isWanted("of.a")).isTrue();
        assertThat(nodes.get(1).missed).as("hints to it were lost").hasPositiveValue();
        assertThat(nodes.get(0).missed).as("hints for it went nowhere").hasPositiveValue();
    }

    @Test
    void aNodeThatStandsStillHearsItAllAfterwards() {
        LossyCarriers carriers = LossyCarriers.lossless(time);
        List<Node> nodes = nodes(carriers, time, 2);
        nodes.get(1).carrier.interest("news", true);
        time.advance(Duration.ofSeconds(1));
        carriers.freeze("n1");
        nodes.get(0).hint("news", "while it stood");
        nodes.get(1).carrier.control("n0", "said while it stood".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        time.advance(Duration.ofSeconds(2));
        assertThat(nodes.get(1).hints()).isEmpty();
        assertThat(nodes.get(0).controls).isEmpty();
        carriers.thaw("n1");
        time.advance(Duration.ofMillis(1));
        assertThat(nodes.get(1).hints()).containsExactly(new Node.Heard("n0", "news", "while it stood"));
        assertThat(nodes.get(0).controls).hasSize(1);
    }

    @Test
    void aKilledNodeIsSilent() {
        LossyCarriers carriers = LossyCarriers.lossless(time);
        List<Node> nodes = nodes(carriers, time, 3);
        time.advance(Duration.ofSeconds(1));
        carriers.kill("n2");
        time.advance(Duration.ofSeconds(7));
        assertThat(nodes.get(0).carrier.members()).containsExactly("n1");
        assertThat(nodes.get(1).carrier.members()).containsExactly("n0");
    }

    @Test
    void theNextLifeOfANodeUnderTheSameNameIsNotTakenForTheLast() {
        LossyCarriers carriers = LossyCarriers.lossless(time);
        List<Node> nodes = nodes(carriers, time, 2);
        for (int i = 0; i < 10; i++) {
            nodes.get(1).carrier.interest("old" + i, true);
        }
        time.advance(Duration.ofSeconds(1));
        carriers.kill("n1");
        Node next = node(carriers, time, "n1");
        next.carrier.interest("new", true);
        time.advance(Duration.ofSeconds(1));
        assertThat(nodes.get(0).carrier.isWanted("new")).isTrue();
        assertThat(nodes.get(0).carrier.isWanted("old1")).isFalse();
    }

    @Test
    void fatesAreCounted() {
        LossyCarriers carriers = LossyCarriers.lossy(time, 1);
        nodes(carriers, time, 3);
        time.advance(Duration.ofSeconds(60));
        LossyCarriers.Fates fates = carriers.fates();
        assertThat(fates.sent()).isGreaterThan(300);
        assertThat(fates.lost()).isBetween(fates.sent() / 50, fates.sent() / 10);
        assertThat(fates.repeated()).isBetween(fates.sent() / 50, fates.sent() / 10);
    }

    private static List<Node.Heard> play(long seed, ManualTime time) {
        LossyCarriers carriers = LossyCarriers.lossy(time, seed);
        List<Node> nodes = nodes(carriers, time, 3);
        nodes.forEach(node -> node.carrier.interest("news", true));
        time.advance(Duration.ofSeconds(3));
        for (int i = 0; i < 100; i++) {
            nodes.get(i % 3).hint("news", "hint " + i);
            time.advance(Duration.ofMillis(i % 5));
        }
        time.advance(Duration.ofSeconds(3));
        List<Node.Heard> heard = new ArrayList<>();
        nodes.forEach(node -> heard.addAll(node.hints()));
        return heard;
    }

    private static List<Node> nodes(LossyCarriers carriers, ManualTime time, int count) {
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nodes.add(node(carriers, time, "n" + i));
        }
        return nodes;
    }

    private static Node node(LossyCarriers carriers, ManualTime time, String name) {
        Node node = new Node(name, carriers.carrier());
        node.open(time, Runnable::run, Seal.none());
        time.advance(Duration.ofMillis(100));
        return node;
    }
}
