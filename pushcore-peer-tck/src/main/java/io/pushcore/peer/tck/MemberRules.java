package io.pushcore.peer.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.ErrorCode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who is there. */
abstract class MemberRules extends InterestRules {
    @Test
    @DisplayName("P20 the members are the other nodes in the order of their names, and each change is told")
    void membersAreTheOthers() {
        Node last = open("c");
        assertThat(last.carrier.members()).isEmpty();
        Node first = open("a");
        eventually("one", () -> last.carrier.members().equals(List.of("a")));
        eventually("it is told", () -> last.changes.get() > 0);
        Node middle = open("b");
        eventually(
                "two",
                () -> last.carrier.members().equals(List.of("a", "b"))
                        && first.carrier.members().equals(List.of("b", "c"))
                        && middle.carrier.members().equals(List.of("a", "c")));
        eventually("both are told", () -> last.changes.get() >= 2);
    }

    @Test
    @DisplayName("P21 who closes says goodbye: it is gone at once, with its interest")
    void whoClosesIsGoneAtOnce() {
        List<Node> nodes = openAll("a", "b");
        want(nodes.get(1), "news");
        int before = nodes.get(0).changes.get();
        await(nodes.get(1).carrier.close());
        within(
                Duration.ofSeconds(3),
                "it is gone",
                () -> nodes.get(0).carrier.members().isEmpty());
        assertThat(nodes.get(0).carrier.isWanted("news")).isFalse();
        eventually("it is told", () -> nodes.get(0).changes.get() > before);
        pass(Duration.ofSeconds(2));
        assertThat(nodes.get(0).carrier.members()).isEmpty();
    }

    @Test
    @DisplayName("P22 who dies without a word is gone after some seconds, with its interest")
    void whoDiesIsGone() {
        List<Node> nodes = openAll("a", "b", "c");
        want(nodes.get(1), "news");
        fixture.cut("b");
        within(
                Duration.ofSeconds(12),
                "it is gone",
                () -> nodes.get(0).carrier.members().equals(List.of("c")));
        assertThat(nodes.get(0).carrier.isWanted("news")).isFalse();
        eventually("for the other too", () -> nodes.get(2).carrier.members().equals(List.of("a")));
    }

    @Test
    @DisplayName("P23 a quiet node stays: silence of the application is no silence of the node")
    void aQuietNodeStays() {
        List<Node> nodes = openAll("a", "b");
        want(nodes.get(1), "news");
        int before = nodes.get(0).changes.get();
        pass(Duration.ofSeconds(8));
        assertThat(nodes.get(0).carrier.members()).containsExactly("b");
        assertThat(nodes.get(0).changes).hasValue(before);
        nodes.get(0).hint("news", "still");
        eventually("it comes", () -> heard(nodes.get(1), "still"));
    }

    @Test
    @DisplayName("P24 a probe comes round, many at once too")
    void aProbeComesRound() {
        Node node = open("a");
        await(node.carrier.probe());
        List<java.util.concurrent.CompletionStage<Void>> probes =
                java.util.stream.Stream.generate(node.carrier::probe).limit(10).toList();
        probes.forEach(this::await);
    }

    @Test
    @DisplayName("P25 two clusters on one engine do not hear each other")
    void clustersAreApart() {
        Node one = open("one", "a");
        Node two = open("two", "b");
        Node alsoOne = open("one", "c");
        want(two, "news");
        want(alsoOne, "news");
        eventually("they know each other", () -> one.carrier.isWanted("news"));
        one.hint("news", "of one");
        one.carrier.control("", "of one".getBytes(UTF_8));
        one.carrier.control("b", "of one".getBytes(UTF_8));
        eventually("it comes", () -> heard(alsoOne, "of one"));
        assertThat(one.carrier.members()).containsExactly("c");
        assertThat(two.carrier.members()).isEmpty();
        await(two.carrier.probe());
        assertThat(two.hints()).isEmpty();
        assertThat(two.controls).isEmpty();
        assertThat(two.drops).isEmpty();
    }

    @Test
    @DisplayName("P26 after close nothing is delivered, and calls do no harm")
    void nothingAfterClose() {
        List<Node> nodes = openAll("a", "b");
        Node ended = nodes.get(1);
        want(ended, "news");
        for (int i = 0; i < 100; i++) {
            nodes.get(0).hint("news", "hint " + i);
        }
        await(ended.carrier.close());
        int heard = ended.hintCount.get();
        nodes.get(0).carrier.control("b", "late".getBytes(UTF_8));
        nodes.get(0).hint("news", "late");
        ended.hint("news", "from the dead");
        ended.carrier.control("", "from the dead".getBytes(UTF_8));
        assertThat(ended.carrier.isWanted("news")).isFalse();
        assertThat(ended.carrier.members()).isEmpty();
        assertThat(failureOf(ended.carrier.probe())).isEqualTo(ErrorCode.CLOSED);
        assertThat(failureOf(ended.carrier.interest("x", true))).isEqualTo(ErrorCode.CLOSED);
        await(ended.carrier.close());
        await(nodes.get(0).carrier.probe());
        assertThat(ended.hintCount).hasValue(heard);
        assertThat(ended.controls).isEmpty();
        assertThat(nodes.get(0).controls).isEmpty();
    }

    @Test
    @DisplayName("P27 a carrier is opened once, and closes unopened too")
    void aCarrierIsOpenedOnce() {
        Node node = open("a");
        assertThat(failureOf(reopen(node))).isEqualTo(ErrorCode.BAD_OPTION);
        await(node.carrier.probe());
        Node never = closed("one", "b");
        assertThat(never.carrier.isWanted("news")).isFalse();
        assertThat(never.carrier.members()).isEmpty();
        await(never.carrier.close());
        assertThat(never.carrier.name()).isNotEmpty();
    }
}
