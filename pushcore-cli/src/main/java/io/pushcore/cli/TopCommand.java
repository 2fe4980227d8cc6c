package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code top}: shows the live figures of a broker. */
@Command(
        name = "top",
        sortOptions = false,
        description = {
            "Shows what a broker does now, once a second, until Ctrl-C.",
            "It asks the admin port of the broker (--admin of serve)."
        })
final class TopCommand implements Callable<Integer> {
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final int ALL_ENTRIES = 20;
    private static final int USUAL_HEIGHT = 24;
    private static final String HOME = "\033[H";
    private static final String TO_END_OF_LINE = "\033[K";
    private static final String TO_END_OF_SCREEN = "\033[J";

    private final Shell shell;
    private final IntSupplier height;
    private final SubscribeCommand.Pause pause;

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            description =
                    "The admin port of the broker; ${DEFAULT-VALUE} by default. A port alone is one of this machine.")
    private String admin = "localhost:8001";

    @Option(
            names = "--admin-token",
            paramLabel = "TOKEN",
            description = "Its token; PUSHCORE_ADMIN_TOKEN in the environment says the same, unseen by other users.")
    private @Nullable String token;

    @Option(names = "--once", description = "Print it once and end: for scripts.")
    private boolean once;

    TopCommand(Shell shell, SubscribeCommand.Pause pause) {
        this.shell = shell;
        this.height = new TerminalHeight(shell.environment().getOrDefault("LINES", ""));
        this.pause = pause;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        String shown = token == null ? shell.environment().getOrDefault("PUSHCORE_ADMIN_TOKEN", "") : token;
        AdminClient client = new AdminClient(admin, shown);
        boolean live = shell.outIsTerminal() && !once;
        while (true) {
            JsonValue stats = client.get("/stats");
            List<String> lines = TopScreen.of(client.address(), stats, live ? entries(stats) : ALL_ENTRIES);
            write(live ? onTerminal(lines) : String.join("\n", lines) + "\n");
            if (once) {
                return ExitCode.DONE;
            }
            pause.sleep(EVERY);
        }
    }

    /** As many as fit below the rest, but for the line of the cursor. */
    private int entries(JsonValue stats) {
        int high = height.getAsInt();
        return Math.max(2, (high > 0 ? high : USUAL_HEIGHT) - 1 - TopScreen.FIXED_LINES - TopScreen.nodeLines(stats));
    }

    /** In one write and over what stands there, so that nothing flickers. */
    private static String onTerminal(List<String> lines) {
        return HOME + String.join(TO_END_OF_LINE + "\n", lines) + TO_END_OF_LINE + "\n" + TO_END_OF_SCREEN;
    }

    private void write(String text) throws IOException {
        try {
            shell.out().write(text.getBytes(UTF_8));
            shell.out().flush();
        } catch (IOException closed) {
            throw new OutputClosed();
        }
    }
}
