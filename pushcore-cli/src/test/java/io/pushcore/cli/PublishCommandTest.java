package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PublishCommandTest {
    private final List<String> published = new CopyOnWriteArrayList<>();

    /** Acknowledges all. */
    private final FakeBroker.Script accepting = with -> {
        with.say("ok hello 2\n");
        String payload = with.published();
        while (payload != null) {
            published.add(payload);
            with.say("ok pub news e:" + published.size() + "\n");
            payload = with.published();
        }
    };

    @Test
    void oneMessageIsPublishedAndNothingIsPrinted() throws IOException {
        try (FakeBroker broker = FakeBroker.that(accepting)) {
            CommandRun run = CommandRun.of("pub", "news", "héllo wörld", "--port", broker.port());
            assertThat(run.exitCode()).isZero();
            assertThat(run.out() + run.err()).isEmpty();
            assertThat(broker.heard()).contains("pub news 13");
        }
    }

    @Test
    void whatGoesWithItIsSent() throws IOException {
        try (FakeBroker broker = FakeBroker.that(accepting, accepting)) {
            CommandRun.of("pub", "news", "x", "--key", "k", "--ttl", "60s", "--id", "once", "--port", broker.port());
            new CommandRun()
                    .input("x\ny\n")
                    .start("pub", "news", "-", "--id", "b", "--port", broker.port())
                    .exitCode();
            assertThat(broker.heard())
                    .containsSubsequence("pub news key=k ttl=60s id=once 1", "pub news id=b-1 1", "pub news id=b-2 1");
        }
    }

    @Test
    void aMessageMayBeginWithAnAtSignOrBeEmpty() throws IOException {
        try (FakeBroker broker = FakeBroker.that(accepting, accepting, accepting)) {
            CommandRun.of("pub", "news", "@file", "--port", broker.port());
            CommandRun.of("pub", "news", "", "--port", broker.port());
            CommandRun.of("pub", "--port", broker.port(), "news", "--", "--5");
            assertThat(published).containsExactly("@file", "", "--5");
        }
    }

    @Test
    void eachLineOfStandardInputIsAMessage() throws IOException {
        try (FakeBroker broker = FakeBroker.that(accepting)) {
            CommandRun run = new CommandRun()
                    .input("one\r\n\ntwo words\nlast")
                    .start("pub", "news", "-", "--port", broker.port());
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(published).containsExactly("one\r", "", "two words", "last");
        }
    }

    @Test
    void emptyInputIsDoneAtOnce() throws IOException {
        try (FakeBroker broker = FakeBroker.that(with -> {
            with.say("ok hello 2\n");
            with.lineThatBegins("ping");
            with.say("pong\n");
            with.untilClosed();
        })) {
            assertThat(new CommandRun()
                            .start("pub", "news", "-", "--port", broker.port())
                            .exitCode())
                    .isZero();
        }
    }

    @Test
    void aLineIsPublishedBeforeTheNextOneIsThere() throws IOException {
        PipedOutputStream typed = new PipedOutputStream();
        try (FakeBroker broker = FakeBroker.that(accepting)) {
            CommandRun run = new CommandRun()
                    .input(new PipedInputStream(typed))
                    .start("pub", "news", "-", "--port", broker.port());
            typed.write("first\nsec".getBytes(UTF_8));
            typed.flush();
            await().untilAsserted(() -> assertThat(published).containsExactly("first"));
            typed.write('\n');
            typed.flush();
            await().untilAsserted(() -> assertThat(published).containsExactly("first", "sec"));
            typed.close();
            assertThat(run.exitCode()).isZero();
        }
    }

    @Test
    void manyLinesArriveWholeAndInOrder() throws IOException {
        String input = IntStream.range(0, 100_000).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));
        List<String> all = new ArrayList<>();
        try (FakeBroker broker = FakeBroker.that(with -> {
            with.say("ok hello 2\n");
            StringBuilder answers = new StringBuilder();
            String payload = with.published();
            while (payload != null) {
                all.add(payload);
                answers.append("ok pub news e:").append(all.size()).append('\n');
                if (all.size() % 1_000 == 0) {
                    with.say(answers.toString());
                    answers.setLength(0);
                }
                payload = with.published();
            }
        })) {
            CommandRun run =
                    new CommandRun().input(input).onTerminal().start("pub", "news", "-", "--port", broker.port());
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(String.join("\n", all)).isEqualTo(input);
            assertThat(run.err()).contains("100,000 published in ");
        }
    }

    @Test
    void theFirstRefusalNamesItsLineAndEndsWithOne() throws IOException {
        try (FakeBroker broker = FakeBroker.that(with -> {
                    with.say("ok hello 2\n");
                    with.published();
                    with.published();
                    with.say("ok pub news e:1\nerr 413 payload is too large: 70000\n");
                    with.untilClosed();
                });
                PipedOutputStream never = new PipedOutputStream()) {
            InputStream input = new PipedInputStream(never);
            never.write("one\ntwo\nthree\n".getBytes(UTF_8));
            never.flush();
            CommandRun run = new CommandRun().input(input).start("pub", "news", "-", "--port", broker.port());
            assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(run.err()).isEqualTo("pushcore: line 2 was refused: payload is too large: 70000 (413)\n");
        }
    }

    @Test
    void aRefusedMessageEndsWithOne() throws IOException {
        try (FakeBroker broker = FakeBroker.that(with -> {
            with.say("ok hello 2\n");
            with.published();
            with.say("err 401 log in first\n");
        })) {
            CommandRun run = CommandRun.of("pub", "news", "x", "--port", broker.port());
            assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(run.err()).isEqualTo("pushcore: the broker refused: log in first (401)\n");
        }
    }

    @Test
    void aBrokerThatGoesEndsWithThreeAndSaysHowFarItCame() throws IOException {
        try (FakeBroker broker = FakeBroker.that(with -> {
            with.say("ok hello 2\n");
            with.published();
            with.published();
            with.published();
            with.say("ok pub news e:1\nok pub news e:2\n");
        })) {
            CommandRun run = new CommandRun().input("1\n2\n3\n").start("pub", "news", "-", "--port", broker.port());
            assertThat(run.exitCode()).isEqualTo(ExitCode.CONNECTION);
            assertThat(run.err())
                    .startsWith("pushcore: connection")
                    .endsWith("; acknowledged until then: 2 lines, sent without an answer: 1\n");
        }
    }

    @Test
    void aBrokerThatStopsReadingIsWaitedForWithoutADeadlock() throws IOException {
        // 40 MB: more than the window and the sockets hold
        String input = ("x".repeat(999) + "\n").repeat(40_000);
        int[] count = {0};
        try (FakeBroker broker = FakeBroker.that(with -> {
            with.say("ok hello 2\n");
            with.published();
            count[0]++;
            // answers keep coming while nothing is read: none here is lost, none blocks
            with.say("ok\n".repeat(100_000)).say("ok pub news e:1\n");
            while (with.published() != null) {
                count[0]++;
                with.say("ok pub news e:1\n");
            }
        })) {
            CommandRun run = new CommandRun().input(input).start("pub", "news", "-", "--port", broker.port());
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(count[0]).isEqualTo(40_000);
        }
    }

    @Test
    void anAnswerToNothingIsNotCounted() throws IOException {
        try (FakeBroker broker = FakeBroker.that(with -> {
            with.say("ok hello 2\nok pub news e:1\nok pub news e:2\nok pub news e:3\n");
            with.untilClosed();
        })) {
            CommandRun run = new CommandRun().input("1\n").start("pub", "news", "-", "--port", broker.port());
            assertThat(run.exitCode()).as(run.err()).isIn(ExitCode.CONNECTION, ExitCode.DONE);
        }
    }

    @Test
    void inputThatCannotBeReadEndsWithOneAfterWhatWasRead() throws IOException {
        InputStream broken = new InputStream() {
            private boolean first = true;

            @Override
            public int read() {
                throw new AssertionError("one byte at a time");
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                if (!first) {
                    throw new IOException("Input/output error");
                }
                first = false;
                bytes[from] = 'x';
                bytes[from + 1] = '\n';
                return 2;
            }
        };
        try (FakeBroker broker = FakeBroker.that(with -> {
            with.say("ok hello 2\n");
            published.add(with.published());
            with.say("ok pub news e:1\n");
            with.lineThatBegins("ping");
            with.say("pong\n");
        })) {
            CommandRun run = new CommandRun().input(broken).start("pub", "news", "-", "--port", broker.port());
            assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(run.err()).isEqualTo("pushcore: line 2 cannot be read: Input/output error\n");
            assertThat(published).containsExactly("x");
        }
    }

    @Test
    void argumentsThatWereLostOnTheirWayAreRefused() {
        CommandRun run = CommandRun.of("pub", "news", "h\uFFFD\uFFFDllo");
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("LC_ALL");
    }

    @Test
    void wrongOptionsEndWithTwo() {
        assertThat(CommandRun.of("pub", "news", "x", "--ttl", "soon").exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(CommandRun.of("pub", "news", "x", "--key", "a b").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(CommandRun.of("pub", "news").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(CommandRun.of("pub", "news", "two", "words").exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
