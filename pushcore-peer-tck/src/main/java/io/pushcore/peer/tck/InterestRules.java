package io.pushcore.peer.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who wants what. */
abstract class InterestRules extends HintRules {
    @Test
    @DisplayName("P10 when interest completes, every node that is known knows of it: a hint from now on arrives")
    void interestThatCompletedIsKnown() {
        List<Node> nodes = openAll("a", "b", "c");
        for (int i = 0; i < 100; i++) {
            String channel = "c" + i;
            await(nodes.get(0).carrier.interest(channel, true));
            assertThat(nodes.get(1).carrier.isWanted(channel)).isTrue();
            assertThat(nodes.get(2).carrier.isWanted(channel)).isTrue();
        }
        nodes.get(1).hint("c99", "now");
        eventually("it comes", () -> heard(nodes.get(0), "now"));
    }

    @Test
    @DisplayName("P11 what this node wants is no other's interest")
    void ownInterestIsNotAnothers() {
        List<Node> nodes = openAll("a", "b");
        want(nodes.get(0), "mine", "mine.>");
        assertThat(nodes.get(0).carrier.isWanted("mine")).isFalse();
        assertThat(nodes.get(0).carrier.isWanted("mine.too")).isFalse();
        assertThat(nodes.get(1).carrier.isWanted("mine.too")).isTrue();
    }

    @Test
    @DisplayName("P12 a pattern wants what it matches by parts, and no reserved name that begins otherwise")
    void patternsWantWhatTheyMatch() {
        List<Node> nodes = openAll("a", "b");
        want(nodes.get(1), "chat.*", "log.>", "*.end", "$sys.>");
        Node sender = nodes.get(0);
        for (String wanted : List.of("chat.x", "log.x", "log.x.y", "any.end", "$sys.x")) {
            assertThat(sender.carrier.isWanted(wanted)).as(wanted).isTrue();
            sender.hint(wanted, wanted);
            eventually(wanted + " comes", () -> heard(nodes.get(1), wanted));
        }
        for (String other : List.of("chat", "chat.x.y", "log", "end", "a.b.end", "@u.end", "$other.x", "$sys")) {
            assertThat(sender.carrier.isWanted(other)).as(other).isFalse();
        }
        await(nodes.get(1).carrier.interest("chat.*", false));
        assertThat(sender.carrier.isWanted("chat.x")).isFalse();
        assertThat(sender.carrier.isWanted("log.x")).isTrue();
    }

    @Test
    @DisplayName("P13 a pattern and a name that want the same channel give one hint")
    void aHintComesOnce() {
        List<Node> nodes = openAll("a", "b");
        want(nodes.get(1), "chat.x", "chat.*", "chat.>");
        nodes.get(0).hint("chat.x", "once");
        fence(nodes.get(0), nodes.get(1));
        assertThat(nodes.get(1).hints().stream().filter(hint -> hint.text().equals("once")))
                .hasSize(1);
    }

    @Test
    @DisplayName("P14 off ends the hints, and on again brings them back; saying either twice changes nothing")
    void offEndsHints() {
        List<Node> nodes = openAll("a", "b");
        Node sender = nodes.get(0);
        want(nodes.get(1), "news", "news");
        await(nodes.get(1).carrier.interest("news", false));
        assertThat(sender.carrier.isWanted("news")).isFalse();
        await(nodes.get(1).carrier.interest("news", false));
        sender.hint("news", "unwanted");
        fence(sender, nodes.get(1));
        assertThat(heard(nodes.get(1), "unwanted")).isFalse();
        want(nodes.get(1), "news");
        sender.hint("news", "wanted");
        eventually("it comes", () -> heard(nodes.get(1), "wanted"));
    }

    @Test
    @DisplayName("P15 who joins late learns what the others want, and they what it wants")
    void whoJoinsLateLearns() {
        Node first = open("a");
        want(first, "of.a", "patterns.>");
        for (int i = 0; i < 3_000; i++) {
            first.carrier.interest("many." + i, true);
        }
        Node late = open("b");
        want(late, "of.b");
        eventually(
                "both know",
                () -> late.carrier.isWanted("of.a")
                        && late.carrier.isWanted("many.2999")
                        && !late.carrier.isWanted("of.nobody")
                        && first.carrier.isWanted("of.b"));
        assertThat(late.carrier.isWanted("patterns.x")).isTrue();
        late.hint("of.a", "hello");
        eventually("it comes", () -> heard(first, "hello"));
    }

    @Test
    @DisplayName("P16 the interest of a node that restarts goes with it, and that of its next life comes")
    void aRestartedNodeBeginsAnew() {
        List<Node> nodes = openAll("a", "b1");
        want(nodes.get(1), "old");
        await(nodes.get(1).carrier.close());
        Node next = open("b2");
        want(next, "new");
        eventually("the old interest is gone", () -> !nodes.get(0).carrier.isWanted("old"));
        eventually("the new one is there", () -> nodes.get(0).carrier.isWanted("new"));
        assertThat(nodes.get(0).carrier.members()).containsExactly("b2");
    }

    @Test
    @DisplayName("P17 interest completes after a second at the latest, whoever does not answer")
    void interestDoesNotWaitForTheDead() {
        List<Node> nodes = openAll("a", "b", "c");
        fixture.cut("c");
        CompletionStage<Void> wanted = nodes.get(0).carrier.interest("news", true);
        within(Duration.ofMillis(2_500), "it completes", wanted.toCompletableFuture()::isDone);
        assertThat(nodes.get(1).carrier.isWanted("news")).isTrue();
    }

    @Test
    @DisplayName("P18 10,000 interests at once are known to all in time, and none of them is another's")
    void manyInterests() {
        List<Node> nodes = openAll("a", "b");
        List<CompletionStage<Void>> all = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            all.add(nodes.get(0).carrier.interest("channel.number." + i, true));
        }
        all.forEach(this::await);
        eventually("all are known", () -> nodes.get(1).carrier.isWanted("channel.number.9999"));
        for (int i = 0; i < 10_000; i++) {
            assertThat(nodes.get(1).carrier.isWanted("channel.number." + i)).isTrue();
        }
        assertThat(nodes.get(1).carrier.isWanted("channel.number.10000")).isFalse();
    }

    @Test
    @DisplayName("P19 a name that can be no channel and no pattern is refused")
    void badNamesAreRefused() {
        Node node = open("a");
        for (String bad : List.of("", "a b", "a.>.b", "x".repeat(256))) {
            assertThatThrownBy(() -> node.carrier.interest(bad, true))
                    .isInstanceOfSatisfying(
                            PushCoreException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.BAD_NAME));
        }
    }
}
