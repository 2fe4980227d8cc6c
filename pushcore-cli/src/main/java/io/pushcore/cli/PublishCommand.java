package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pub}: publishes one message, or each line of standard input. */
@Command(
        name = "pub",
        sortOptions = false,
        description = {
            "Publishes a message, or the lines of standard input.",
            "A line's line feed is not part of its message. Ends when all are acknowledged, or at the first that is refused."
        })
final class PublishCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private final Target target = new Target();

    @Option(names = "--key", paramLabel = "KEY", description = "Groups messages of the channel.")
    private @Nullable String key;

    @Option(
            names = "--ttl",
            paramLabel = "DURATION",
            description = "How long it may be delivered, such as 60s; as long as it is kept by default.")
    private @Nullable String ttl;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description =
                    "Idempotency key: a repeat with the same ID is not published again. With - the lines have ID-1, ID-2 and so on")
    private @Nullable String id;

    @Parameters(index = "0", paramLabel = "CHANNEL", description = "The channel.")
    private String channel = "";

    @Parameters(index = "1", paramLabel = "MESSAGE", description = "The message, or - for standard input.")
    private String message = "";

    PublishCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws ConnectionLost {
        PublishWords words = new PublishWords(channel, key, ttl, id);
        byte[] payload = Words.decoded("MESSAGE", message).getBytes(UTF_8);
        try (LineClient client = LineClient.connect(target, shell, () -> {})) {
            if (message.equals("-")) {
                Progress progress = new Progress(shell.err(), shell.errIsTerminal(), System::nanoTime);
                new LinePublisher(client, words, shell.in(), progress).run();
            } else {
                publish(client, words, payload);
            }
        }
        return ExitCode.DONE;
    }

    private void publish(LineClient client, PublishWords words, byte[] payload) throws ConnectionLost {
        client.commands().command(words.ofOne(), payload, 0, payload.length);
        client.commands().flush();
        while (true) {
            switch (client.next()) {
                case ACCEPTED -> {
                    acknowledged(client.words());
                    return;
                }
                case ERROR -> throw client.refusal().failure("the broker refused");
                case OK, PONG -> {}
                case MESSAGE, GAP, END, BYE -> throw client.unexpected();
            }
        }
    }

    private void acknowledged(String[] words) {
        if (shell.errIsTerminal() && words.length >= 4) {
            shell.complain("published in " + words[2] + " at " + words[3]);
        }
    }
}
