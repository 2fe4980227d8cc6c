package io.pushcore.chaos;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A run of faults against three nodes, from a command line. */
public final class Chaos {
    private final PrintStream out;
    private final Options options;
    private final Ledger ledger;
    private final boolean isTerminal = isTerminal();

    private Chaos(PrintStream out, Options options) {
        this.out = out;
        this.options = options;
        this.ledger = new Ledger(new Violations(this::say), new Phases(), new Figures());
    }

    /** Ends with 0 if nothing was seen that must not be, with 1 if something was, with 2 if it is not clear what is asked. */
    public static void main(String[] words) throws IOException {
        Options options;
        try {
            options = Options.of(words, System.nanoTime());
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.exit(2);
            return;
        }
        System.exit(new Chaos(System.out, options).run());
    }

    private static boolean isTerminal() {
        try {
            String output = Path.of("/proc/self/fd/1").toRealPath().toString();
            return output.startsWith("/dev/pts/") || output.startsWith("/dev/tty");
        } catch (IOException unknown) {
            return false;
        }
    }

    private int run() throws IOException {
        say("seed=" + options.seed());
        Path directory = Files.createTempDirectory("pushcore-chaos");
        Thread progress = new Thread(this::progress, "progress");
        progress.setDaemon(true);
        if (isTerminal) {
            progress.start();
        }
        boolean ended = false;
        try {
            new Run(options, this::say, ledger).run(directory);
            ended = true;
        } catch (RuntimeException broken) {
            ledger.violations.add("run", String.valueOf(broken));
        } finally {
            report();
        }
        if (ended && ledger.violations.count() == 0) {
            remove(directory);
            return 0;
        }
        say("the logs of the nodes are in " + directory);
        return 1;
    }

    private void report() {
        say("");
        Report.lines(ledger).forEach(this::say);
        say("");
        Report.counts(ledger).forEach(this::say);
        ledger.books().forEach((channel, book) -> {
            if (book.forgotten() > 0) {
                say("  " + Report.grouped(book.forgotten()) + " acknowledged on " + channel
                        + " lost with a database whose copy was behind, as they may be");
            }
        });
        long violations = ledger.violations.count();
        say("");
        say((violations == 0 ? "no violation" : violations + " VIOLATIONS") + ", seed=" + options.seed());
        ledger.violations.told().forEach(this::say);
    }

    private void progress() {
        while (!Thread.currentThread().isInterrupted()) {
            out.print("\r" + ledger.phases.now().fault().said + ": " + Report.grouped(ledger.figures.acknowledged())
                    + " acknowledged, " + Report.grouped(ledger.figures.deliveries()) + " delivered, "
                    + ledger.violations.count() + " violations \u001b[K");
            out.flush();
            Patience.pause(Duration.ofMillis(500));
        }
    }

    private void say(String line) {
        String time = line.isEmpty() || line.startsWith("|") || line.startsWith("  ")
                ? ""
                : LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + " ";
        out.println((isTerminal ? "\r\u001b[K" : "") + time + line);
    }

    private static void remove(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(directory)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
