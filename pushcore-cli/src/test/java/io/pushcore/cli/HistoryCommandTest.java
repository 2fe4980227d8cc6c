package io.pushcore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class HistoryCommandTest {
    @Test
    void pagesAreFollowedUpToTheHead() throws IOException {
        try (FakeBroker broker = FakeBroker.that(with -> {
            head(with, "e:5");
            with.lineThatBegins("his news since 10m limit 10000");
            with.say("msg news e:2 1\na\nmsg news e:3 1\nb\nok his news e:3\n");
            with.lineThatBegins("his news since e:3 limit 10000");
            with.say("ok his news e:4\n");
            with.lineThatBegins("his news since e:4 limit 10000");
            with.say("msg news e:5 1\nc\nmsg news e:6 1\nd\nok his news e:6\n");
            with.untilClosed();
        })) {
            CommandRun run = CommandRun.of("his", "news", "--since", "10m", "--port", broker.port());
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).isEqualTo("news 2 a\nnews 3 b\nnews 5 c\nnews 6 d\n");
        }
    }

    @Test
    void anEmptyHistoryPrintsNothing() throws IOException {
        try (FakeBroker broker = FakeBroker.that(with -> {
            head(with, "e:0");
            with.lineThatBegins("his news since 0 ");
            with.say("ok his news e:0\n");
            with.untilClosed();
        })) {
            CommandRun run = CommandRun.of("his", "news", "--port", broker.port());
            assertThat(run.exitCode()).isZero();
            assertThat(run.out() + run.err()).isEmpty();
        }
    }

    @Test
    void theLimitCountsOverAllPages() throws IOException {
        try (FakeBroker broker = FakeBroker.that(with -> {
            head(with, "e:9");
            with.lineThatBegins("his news since 0 limit 3");
            with.say("msg news e:1 1\na\nmsg news e:2 1\nb\nok his news e:2\n");
            with.lineThatBegins("his news since e:2 limit 1");
            with.say("msg news e:3 1\nc\nok his news e:3\n");
            with.untilClosed();
        })) {
            assertThat(CommandRun.of("his", "news", "--limit", "3", "--port", broker.port())
                            .out())
                    .isEqualTo("news 1 a\nnews 2 b\nnews 3 c\n");
        }
    }

    @Test
    void aGapGoesToStandardError() throws IOException {
        try (FakeBroker broker = FakeBroker.that(with -> {
            head(with, "f:9");
            with.lineThatBegins("his news since e:1 ");
            with.say("gap news e:1 f:8\nmsg news f:9 1\na\nok his news f:9\n");
            with.untilClosed();
        })) {
            CommandRun run = CommandRun.of("his", "news", "--since", "e:1", "--port", broker.port());
            assertThat(run.out()).isEqualTo("news 9 a\n");
            assertThat(run.err()).isEqualTo("pushcore: gap in news from e:1 to f:8\n");
        }
    }

    @Test
    void aBrokerThatNeverGetsFurtherIsNotAskedForEver() throws IOException {
        try (FakeBroker broker = FakeBroker.that(with -> {
            head(with, "e:9");
            with.lineThatBegins("his ");
            with.say("ok his news e:4\n");
            with.lineThatBegins("his ");
            with.say("ok his news e:4\n");
            with.untilClosed();
        })) {
            assertThat(CommandRun.of("his", "news", "--port", broker.port()).exitCode())
                    .isZero();
        }
    }

    @Test
    void refusalsAndCutsHaveTheirExitCodes() throws IOException {
        try (FakeBroker broker = FakeBroker.that(
                with -> {
                    with.lineThatBegins("his ");
                    with.say("ok hello 2\nerr 405 the channel keeps no log\n");
                },
                with -> {
                    head(with, "e:9");
                    with.lineThatBegins("his ");
                    with.say("msg news e:1 1\na\nmsg news e:2");
                },
                with -> {
                    with.lineThatBegins("his ");
                    with.say("ok hello 2\nok his news nonsense\n");
                    with.untilClosed();
                })) {
            assertThat(CommandRun.of("his", "news", "--port", broker.port()).exitCode())
                    .isEqualTo(ExitCode.FAILED);
            CommandRun cut = CommandRun.of("his", "news", "--port", broker.port());
            assertThat(cut.exitCode()).isEqualTo(ExitCode.CONNECTION);
            assertThat(cut.out()).isEqualTo("news 1 a\n");
            assertThat(CommandRun.of("his", "news", "--port", broker.port()).exitCode())
                    .isEqualTo(ExitCode.CONNECTION);
        }
    }

    private static void head(FakeBroker.Conversation with, String position) throws IOException {
        with.lineThatBegins("his news since 0ms limit 0");
        with.say("ok hello 2\nok his news " + position + "\n");
    }
}
