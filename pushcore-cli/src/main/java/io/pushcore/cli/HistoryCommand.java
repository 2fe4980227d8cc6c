package io.pushcore.cli;

import static java.util.Objects.requireNonNullElse;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code his}: prints what is kept. */
@Command(
        name = "his",
        sortOptions = false,
        description = {
            "Prints what is kept of a channel.",
            "Oldest first, one message a line as sub does. What is published meanwhile is not waited for."
        })
final class HistoryCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private final Target target = new Target();

    @Option(
            names = "--since",
            paramLabel = "SINCE",
            description =
                    "Begin after an OFFSET or EPOCH:OFFSET, at an instant (2026-01-31T12:00:00Z) or so long ago (10m);"
                            + " the oldest kept by default.")
    private @Nullable String since;

    @Option(names = "--limit", paramLabel = "N", description = "Print at most so many messages.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--payload-only", description = "Print the payload only.")
    private boolean payloadOnly;

    @Parameters(paramLabel = "CHANNEL", description = "The channel.")
    private String channel = "";

    HistoryCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws ConnectionLost {
        String start = requireNonNullElse(SubscribeCommand.checked(since), "0");
        String name = Words.one("CHANNEL", channel);
        if (limit < 1) {
            throw CommandFailed.usage("--limit must be at least 1: " + limit);
        }
        MessagePrinter printer = new MessagePrinter(shell.out(), payloadOnly);
        try (LineClient client = LineClient.connect(target, shell, printer::flush)) {
            new HistoryPages(client, name, printer, shell).print(start, limit);
        } finally {
            printer.flush();
        }
        return ExitCode.DONE;
    }
}
