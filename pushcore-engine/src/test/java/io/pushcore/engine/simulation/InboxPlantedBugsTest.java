package io.pushcore.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulation of inboxes turns red when they or their storage have a bug. */
class InboxPlantedBugsTest {
    private static final int SEEDS = 500;

    static Stream<Mutant> bugs() {
        return Stream.of(
                Mutant.of("an ack takes one number too many", "inbox/OpenInbox")
                        .replacing(
                                "window.takeThrough(seq, record::touch);",
                                "window.takeThrough(Math.min(seq + 1, window.last()), record::touch);"),
                Mutant.of("who is fenced goes on", "inbox/Openings")
                        .replacing(
                                "inbox.end(Closed.Reason.TAKEN_OVER, \"the inbox was opened elsewhere\");",
                                "inbox.wake();"),
                Mutant.of("a number is given twice", "inbox/Numbers")
                        .replacing("next = reserved.first();", "next = Math.max(1, reserved.first() - 1);"),
                Mutant.of("the window takes one too many", "inbox/InboxFeed")
                        .replacing("this.windowSize = windowSize;", "this.windowSize = windowSize + 1;"),
                Mutant.of("who comes back within the grace is shown only what is new", "inbox/OpenInbox")
                        .replacing(
                                "private @Nullable InboxSink sink;",
                                "private boolean known; private @Nullable InboxSink sink;")
                        .replacing("feed.restart();", "if (!known) { feed.restart(); } known = true;"),
                Mutant.of("a connection that closes waits for what is at hand", "LinkOutput")
                        .replacing(
                                "opened != null && !link.isClosing() && opened.inbox().hasEvents()",
                                "opened != null && opened.inbox().hasEvents()"),
                Mutant.of("a list is never answered when its inbox ends", "inbox/OpenInbox")
                        .replacing("questions.fail(closed());", ""),
                Mutant.of("a mark takes one message too few", "inbox/LocalInbox")
                        .replacing("Math.min(last, head.last())", "Math.min(last, head.last()) - 1"),
                Mutant.of("a call without an answer is waited for", "Prompt")
                        .replacing(
                                "return within(engine.options.publishTimeout().dividedBy(6), call, stage, late -> {});",
                                "return stage.toCompletableFuture();"),
                Mutant.of("a cursor stays in an epoch that is over", "inbox/InboxWindow")
                        .replacing(
                                "last.epoch().equals(through.epoch()) && last.offset() > through.offset();",
                                "!last.epoch().equals(through.epoch()) || last.offset() > through.offset();"),
                Mutant.of("a message falls between two hot windows", "KeptWindow")
                        .replacing("boolean read = !channel", "HotWindow was = window; boolean read = !channel")
                        .replacing("now.skip();", "was.skip();"));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void aBugOfTheInboxesIsFound(Mutant mutant, @TempDir Path directory) throws Exception {
        found(mutant.toString(), mutant.load(directory, InboxSimulationRun.class));
    }

    @Test
    void aStorageThatForgetsItsFencesIsFound() {
        found("a storage that forgets its fences", seed -> {
            try {
                InboxSimulation.run(seed, 300, Trace.none(), new StoredInMemory(), true);
                return "";
            } catch (Violation violation) {
                return violation.toString();
            }
        });
    }

    private static void found(String bug, LongFunction<String> run) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            String violated = run.apply(seed);
            if (!violated.isEmpty()) {
                System.out.printf("%s: seed %d: %.200s%n", bug, seed, violated);
                return;
            }
        }
        assertThat(bug).as("not found in " + SEEDS + " seeds").isNull();
    }
}
