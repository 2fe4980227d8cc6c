package io.pushcore.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SubscribeCommandTest {
    @Test
    void messagesAreLinesOfChannelOffsetAndPayload() throws IOException {
        try (FakeBroker broker = FakeBroker.that(with -> with.subscribed("ok sub news e:7\n")
                .say("msg news e:8 5\nhello\nmsg news e:9 6\na b\\\nc\nmsg news e:10 0\n\n"))) {
            CommandRun run = CommandRun.of("sub", "news", "--count", "3", "--port", broker.port());
            assertThat(run.out()).isEqualTo("news 8 hello\nnews 9 a b\\\\\\nc\nnews 10 \n");
            assertThat(run.err()).isEmpty();
            assertThat(run.exitCode()).isZero();
            assertThat(broker.heard()).contains("hello 2", "sub news wait");
        }
    }

    @Test
    void thePayloadCanStandAlone() throws IOException {
        try (FakeBroker broker =
                FakeBroker.that(with -> with.subscribed("ok sub news e:7\n").say("msg news e:8 5\nhello\n"))) {
            assertThat(CommandRun.of("sub", "news", "--payload-only", "--count", "1", "--port", broker.port())
                            .out())
                    .isEqualTo("hello\n");
        }
    }

    @Test
    void severalChannelsShareAConnection() throws IOException {
        try (FakeBroker broker = FakeBroker.that(with -> {
            with.lineThatBegins("sub a");
            with.lineThatBegins("sub b");
            with.say("ok hello 2\nok sub a e:0\nok sub b e:0\nmsg b e:1 1\nx\nmsg a e:1 1\ny\n");
        })) {
            CommandRun run =
                    CommandRun.of("sub", "a", "b", "a", "--since", "10m", "--count", "2", "--port", broker.port());
            assertThat(run.out()).isEqualTo("b 1 x\na 1 y\n");
            assertThat(broker.heard()).containsOnlyOnce("sub a since 10m wait").contains("sub b since 10m wait");
        }
    }

    @Test
    void aLiveMessageIsThereAtOnce() throws IOException {
        CountDownLatch seen = new CountDownLatch(1);
        try (FakeBroker broker = FakeBroker.that(with -> {
            with.subscribed("ok sub news e:0\nmsg news e:1 1\nx\nmsg news e:2 5\nhal");
            with.waitFor(seen);
        })) {
            CommandRun run = new CommandRun().start("sub", "news", "--port", broker.port());
            await().untilAsserted(() -> assertThat(run.out()).isEqualTo("news 1 x\n"));
            seen.countDown();
            assertThat(run.exitCode()).isEqualTo(ExitCode.CONNECTION);
        }
    }

    @Test
    void aGapGoesToStandardError() throws IOException {
        try (FakeBroker broker = FakeBroker.that(
                with -> with.subscribed("ok sub news e:1\n").say("gap news e:1 f:9\nmsg news f:10 1\nx\n"))) {
            CommandRun run = CommandRun.of("sub", "news", "--since", "e:1", "--count", "1", "--port", broker.port());
            assertThat(run.out()).isEqualTo("news 10 x\n");
            assertThat(run.err()).isEqualTo("pushcore: gap in news from e:1 to f:9\n");
            assertThat(run.exitCode()).isZero();
        }
    }

    @Test
    void aRefusalEndsWithOne() throws IOException {
        try (FakeBroker broker =
                FakeBroker.that(with -> with.subscribed("err 422 channel name is reserved: $x\u001b[2J\n"))) {
            CommandRun run = CommandRun.of("sub", "$x", "--port", broker.port());
            assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(run.err())
                    .isEqualTo(
                            "pushcore: the broker refused to subscribe $x: channel name is reserved: $x?[2J (422)\n");
        }
    }

    @Test
    void whoMayNotMakePublishersWaitReadsWithoutThat() throws IOException {
        try (FakeBroker broker = FakeBroker.that(with -> {
            with.lineThatBegins("sub b");
            with.say("ok hello 2\nerr 403 wait needs a grant\nok sub b e:0\n");
            with.lineThatBegins("sub a");
            with.say("ok sub a e:0\nmsg a e:1 1\nx\n");
        })) {
            CommandRun run = CommandRun.of("sub", "a", "b", "--since", "0", "--count", "1", "--port", broker.port());
            assertThat(run.out()).isEqualTo("a 1 x\n");
            assertThat(broker.heard()).endsWith("sub a since 0 wait", "sub b since 0 wait", "sub a since 0");
        }
    }

    @Test
    void whoMayNotReadIsTold() throws IOException {
        try (FakeBroker broker = FakeBroker.that(with -> {
            with.subscribed("err 403 wait needs a grant\n");
            with.lineThatBegins("sub news");
            with.say("err 403 not yours\n");
        })) {
            CommandRun run = CommandRun.of("sub", "news", "--retry", "--port", broker.port());
            assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(run.err()).isEqualTo("pushcore: the broker refused to subscribe news: not yours (403)\n");
        }
    }

    @Test
    void aBrokerThatGoesEndsWithThree() throws IOException {
        try (FakeBroker broker = FakeBroker.that(
                with -> with.subscribed("ok sub news e:0\nmsg news e:1 1\nx\n"),
                with -> with.subscribed("ok sub news e:0\nmsg news e:1 10\nx"),
                with -> with.subscribed("ok sub news e:0\nbye 504 the broker is closing\n"),
                with -> with.subscribed("ok sub news e:0\nend news broker-closed \n"),
                with -> {
                    with.lineThatBegins("sub ");
                    with.reset();
                })) {
            assertLost(broker, "news 1 x\n", "connection closed by the broker");
            assertLost(broker, "", "connection cut in the middle of a message");
            assertLost(broker, "", "connection closed by the broker: the broker is closing");
            assertLost(broker, "", "connection closed by the broker: it is closing");
            assertLost(broker, "", "connection");
        }
    }

    @Test
    void whatIsNoBrokerEndsWithThree() throws IOException {
        try (FakeBroker broker = FakeBroker.that(with -> with.say("SSH-2.0-OpenSSH_9.2\r\n"))) {
            assertLost(broker, "", "what answers is not the line port of a PushCore broker: SSH-2.0-OpenSSH_9.2?");
        }
    }

    @Test
    void nobodyThereEndsWithThree() throws IOException {
        FakeBroker gone = FakeBroker.that();
        gone.close();
        CommandRun run = CommandRun.of("sub", "news", "--port", gone.port());
        assertThat(run.exitCode()).isEqualTo(ExitCode.CONNECTION);
        assertThat(run.err()).startsWith("pushcore: cannot connect to localhost:" + gone.port());
        assertThat(run.err().lines()).hasSize(1);
        assertThat(CommandRun.of("sub", "news", "--host", "no.such.host.invalid")
                        .err())
                .isEqualTo("pushcore: cannot connect to no.such.host.invalid:2222: no such host\n");
    }

    @Test
    void aSubscriptionThatTheBrokerEndsEndsWithOne() throws IOException {
        try (FakeBroker broker = FakeBroker.that(with -> {
            with.subscribed("ok sub news e:0\nend news refused not any more\n");
            with.untilClosed();
        })) {
            CommandRun run = CommandRun.of("sub", "news", "--port", broker.port());
            assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(run.err()).isEqualTo("pushcore: subscription to news ended, refused: not any more\n");
        }
    }

    @Test
    void aReaderThatWentEndsQuietly() throws IOException {
        try (FakeBroker broker = FakeBroker.that(with -> {
            with.subscribed("ok sub news e:0\nmsg news e:1 1\nx\n");
            with.untilClosed();
        })) {
            CommandRun run =
                    new CommandRun().output(failing("Broken pipe")).start("sub", "news", "--port", broker.port());
            assertThat(run.exitCode()).isZero();
            assertThat(run.err()).isEmpty();
        }
    }

    @Test
    void outputThatCannotBeWrittenEndsWithOne() throws IOException {
        try (FakeBroker broker = FakeBroker.that(with -> {
            with.subscribed("ok sub news e:0\nmsg news e:1 1\nx\n");
            with.untilClosed();
        })) {
            CommandRun run = new CommandRun()
                    .output(failing("No space left on device"))
                    .start("sub", "news", "--port", broker.port());
            assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(run.err()).isEqualTo("pushcore: cannot write to standard output: No space left on device\n");
        }
    }

    @Test
    void withRetryItGoesOnWhereItStopped() throws IOException {
        try (FakeBroker broker = FakeBroker.that(
                with -> with.subscribed("ok sub news e:5\n"),
                with -> with.subscribed("ok sub news e:5\nmsg news e:6 1\na\nmsg news e:7 1\nb\nmsg news e:8 9\ncut"),
                with -> with.subscribed("err 503 busy\n"),
                FakeBroker.Conversation::reset,
                with -> with.subscribed("ok sub news e:7\ngap news e:7 f:20\n"),
                with -> with.subscribed("ok sub news f:20\nmsg news f:21 1\nc\n"))) {
            CommandRun run =
                    CommandRun.of("sub", "news", "--since", "0", "--retry", "--count", "3", "--port", broker.port());
            assertThat(run.out()).isEqualTo("news 6 a\nnews 7 b\nnews 21 c\n");
            assertThat(run.exitCode()).isZero();
            assertThat(broker.heard().stream().filter(line -> line.startsWith("sub ")))
                    .containsExactly(
                            "sub news since 0 wait",
                            "sub news since e:5 wait",
                            "sub news since e:7 wait",
                            "sub news since e:7 wait",
                            "sub news since f:20 wait");
            assertThat(run.pauses()).hasSize(5);
        }
    }

    @Test
    void waitsGrowWhileNothingAnswers() throws IOException {
        try (FakeBroker broker = FakeBroker.that(
                with -> with.subscribed("ok sub news e:5\n"),
                FakeBroker.Conversation::reset,
                FakeBroker.Conversation::reset,
                FakeBroker.Conversation::reset,
                with -> with.subscribed("ok sub news e:5\nmsg news e:6 1\na\n"))) {
            CommandRun run = CommandRun.of("sub", "news", "--retry", "--count", "1", "--port", broker.port());
            assertThat(run.exitCode()).isZero();
            assertThat(run.pauses())
                    .hasSize(4)
                    .isSorted()
                    .last()
                    .satisfies(last -> assertThat(last.toMillis()).isGreaterThanOrEqualTo(800));
        }
    }

    @Test
    void messagesOfAPatternDoNotMoveOtherPositions() throws IOException {
        try (FakeBroker broker = FakeBroker.that(
                with -> {
                    with.lineThatBegins("sub chat.*");
                    with.say("ok hello 2\nok sub a e:3\nok sub chat.* e:0\nmsg a e:4 1\nx\nmsg chat.b e:90 1\ny\n");
                },
                with -> {
                    with.lineThatBegins("sub chat.*");
                    with.say("ok hello 2\nok sub a e:4\nok sub chat.* e:0\nmsg a e:5 1\nz\n");
                })) {
            CommandRun run = CommandRun.of("sub", "a", "chat.*", "--retry", "--count", "3", "--port", broker.port());
            assertThat(run.out()).isEqualTo("a 4 x\nchat.b 90 y\na 5 z\n");
            assertThat(broker.heard()).contains("sub a since e:4 wait").containsSequence("sub chat.* wait");
        }
    }

    @Test
    void whoOneIsIsSaidFirst() throws IOException {
        try (FakeBroker broker = FakeBroker.that(
                with -> with.subscribed("ok\nok sub news e:0\nmsg news e:1 1\nx\n"),
                with -> with.subscribed("ok\nok sub news e:0\nmsg news e:1 1\nx\n"))) {
            CommandRun.of("sub", "news", "--count", "1", "--token", "t0ken", "--port", broker.port());
            new CommandRun()
                    .environment(Map.of("PUSHCORE_APP", "web:se:cret"))
                    .start("sub", "news", "--count", "1", "--port", broker.port())
                    .exitCode();
            assertThat(broker.heard())
                    .containsSubsequence("auth t0ken", "sub news wait", "auth_server web se:cret", "sub news wait");
        }
    }

    @Test
    void wrongArgumentsEndWithTwoBeforeAnythingIsSent() {
        assertUsage("SINCE", "sub", "news", "--since", "yesterday");
        assertUsage("--count", "sub", "news", "--count", "0");
        assertUsage("CHANNEL", "sub", "a b");
        assertUsage("CHANNEL", "sub", "a\nsub b");
        assertUsage("CHANNEL", "sub");
        assertUsage("--port", "sub", "news", "--port", "0");
        assertUsage("--app", "sub", "news", "--app", "secret");
    }

    private static void assertUsage(String part, String... arguments) {
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).containsIgnoringCase(part).doesNotContain("secret");
        assertThat(run.err().lines()).hasSize(1);
    }

    private static void assertLost(FakeBroker broker, String out, String sentence) {
        CommandRun run = CommandRun.of("sub", "news", "--port", broker.port());
        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.CONNECTION);
        assertThat(run.out()).isEqualTo(out);
        assertThat(run.err()).startsWith("pushcore: " + sentence);
        assertThat(run.err().lines()).hasSize(1);
    }

    private static OutputStream failing(String reason) {
        return new OutputStream() {
            @Override
            public void write(int oneByte) throws IOException {
                throw new IOException(reason);
            }
        };
    }
}
