package io.pushcore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Publishes to a channel that asks for no sync, so that a power cut may take the end of it, but nothing before that. */
final class HastyLoad {
    private static final int IN_FLIGHT = 16;
    private static final String CHANNEL = "quick";
    /** What the broker is told of the channel. */
    static final String RULES = "channels." + CHANNEL + ".durability = os\n";

    private long next = 1;
    private long read;
    private long newest;

    /** Publishes until the connection breaks. */
    CompletableFuture<Void> run(String port) {
        return CompletableFuture.runAsync(() -> publish(port), work -> new Thread(work).start());
    }

    private void publish(String port) {
        try (Wire wire = Wire.to(port)) {
            for (int unanswered = 0; ; unanswered--) {
                for (; unanswered < IN_FLIGHT; unanswered++) {
                    String text = Long.toString(next++);
                    wire.say("pub " + CHANNEL + " " + text.length() + "\n" + text + "\n");
                }
                wire.answer("ok pub " + CHANNEL + " ");
            }
        } catch (IOException cut) {
            // what it waits for
        }
    }

    /** What is there goes on where it ended before, without holes, in the order it was published. */
    void check(String port) throws IOException {
        try (Wire wire = Wire.to(port)) {
            long before;
            do {
                before = read;
                page(wire);
            } while (read > before);
        }
    }

    private void page(Wire wire) throws IOException {
        wire.say("his " + CHANNEL + " since " + read + " limit 10000\n");
        for (String line = wire.line(); !line.startsWith("ok his "); line = wire.line()) {
            long offset = SurePublisher.offsetOf(line.split(" ")[2]);
            assertThat(offset).as("no hole and nothing twice: " + line).isEqualTo(read + 1);
            long number = Long.parseLong(wire.body(line));
            assertThat(number).as("comes after what is before it: " + line).isGreaterThan(newest);
            read = offset;
            newest = number;
        }
    }

    @Override
    public String toString() {
        return read + " of " + (next - 1) + " that asked for no sync";
    }
}
