package io.pushcore.cli;

import io.pushcore.PushCoreException;
import io.pushcore.Start;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sub}: prints what is published, as it comes. */
@Command(
        name = "sub",
        sortOptions = false,
        description = {
            "Prints the messages of channels as they come.",
            "One a line: CHANNEL OFFSET PAYLOAD.",
            "Control bytes and backslashes in the payload are escaped: \\n \\r \\t \\\\ \\xNN."
        })
final class SubscribeCommand implements Callable<Integer> {
    /** Waits between two attempts. */
    @FunctionalInterface
    interface Pause {
        void sleep(Duration duration) throws InterruptedException;
    }

    private final Shell shell;
    private final Pause pause;
    private final Backoff backoff;

    @Mixin
    private final Target target = new Target();

    @Option(
            names = "--since",
            paramLabel = "SINCE",
            description =
                    "Begin after an OFFSET or EPOCH:OFFSET, at an instant (2026-01-31T12:00:00Z) or so long ago (10m);"
                            + " 0 for the oldest kept, now by default.")
    private @Nullable String since;

    @Option(names = "--count", paramLabel = "N", description = "End after so many messages.")
    private long count = Long.MAX_VALUE;

    @Option(names = "--payload-only", description = "Print the payload only.")
    private boolean payloadOnly;

    @Option(names = "--retry", description = "When the connection is lost, connect again and go on where it stopped.")
    private boolean retry;

    @Parameters(arity = "1..*", paramLabel = "CHANNEL", description = "A channel, or a pattern such as 'chat.*'.")
    private List<String> channels = List.of();

    SubscribeCommand(Shell shell, Pause pause, RandomGenerator random) {
        this.shell = shell;
        this.pause = pause;
        this.backoff = new Backoff(random);
    }

    @Override
    public Integer call() throws ConnectionLost, InterruptedException {
        String start = checked(since);
        if (count < 1) {
            throw CommandFailed.usage("--count must be at least 1: " + count);
        }
        List<Reading> readings = channels.stream()
                .distinct()
                .map(name -> new Reading(name, start))
                .toList();
        MessagePrinter printer = new MessagePrinter(shell.out(), payloadOnly);
        Follower follower = new Follower(readings, count, printer, shell);
        while (true) {
            try (LineClient client = LineClient.connect(target, shell, printer::flush)) {
                follower.run(client);
                return ExitCode.DONE;
            } catch (ConnectionLost lost) {
                if (!retry) {
                    throw lost;
                }
                waitToRetry(lost, follower);
            }
        }
    }

    /** Gives back a start that the broker will be able to read. */
    static @Nullable String checked(@Nullable String since) {
        if (since == null) {
            return null;
        }
        try {
            Start.parse(since, Instant.EPOCH);
        } catch (PushCoreException e) {
            throw CommandFailed.usage("--since: " + e.sentence());
        }
        return Words.one("--since", since);
    }

    private void waitToRetry(ConnectionLost lost, Follower follower) throws InterruptedException {
        if (follower.takeSuccess()) {
            backoff.reset();
        }
        Duration wait = backoff.next();
        shell.complain(lost.sentence() + "; trying again in " + wait.toMillis() + " ms");
        pause.sleep(wait);
    }
}
