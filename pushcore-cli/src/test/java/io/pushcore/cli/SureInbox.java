package io.pushcore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * An inbox that follows one channel, and acknowledges in batches. Remembers which number stands for which message and how far it has acknowledged, and
 * complains of a number that stands for two messages or comes late, and of what is left out. What was acknowledged within the last second of a broker that was killed
 * may be shown again. For one thread at a time.
 */
final class SureInbox {
    private static final int BATCH = 20;

    private final String user;
    private final String channel;
    /** By number, the offset it stands for. */
    private final Map<Long, Long> shown = new HashMap<>();

    private final Deque<Long> unanswered = new ArrayDeque<>();
    private long acknowledgedOffset;
    /** As far as an acknowledgement may have come. */
    private long saidOffset;

    private long newest;
    private long seen;

    SureInbox(String user, String channel) {
        this.user = user;
        this.channel = channel;
    }

    void follow(String port) throws IOException {
        try (Wire wire = Wire.to(port)) {
            wire.say("setuuid " + user + "\nfollow " + channel + "\n");
            wire.answer("ok");
            wire.answer("ok follow ");
        }
    }

    /** Reads until the connection breaks or all up to an offset has been shown and acknowledged. */
    void read(String port, long throughOffset) {
        try (Wire wire = Wire.to(port)) {
            wire.say("setuuid " + user + "\ninbox\n");
            wire.answer("ok");
            wire.answer("ok inbox ");
            unanswered.clear();
            long last = 0;
            long lastOffset = 0;
            while (acknowledgedOffset < throughOffset) {
                String line = wire.line();
                if (line.equals("ok")) {
                    acknowledgedOffset = Math.max(acknowledgedOffset, shown.get(unanswered.remove()));
                    continue;
                }
                assertThat(line).startsWith("inbox ");
                String[] words = line.split(" ");
                long number = Long.parseLong(words[1]);
                long offset = SurePublisher.offsetOf(words[3]);
                wire.body(line);
                assertThat(number).as("numbers rise: " + line).isGreaterThan(last);
                take(line, number, offset, lastOffset);
                last = number;
                lastOffset = offset;
                if (offset % BATCH == 0 || offset >= throughOffset) {
                    unanswered.add(number);
                    saidOffset = offset;
                    wire.say("ack " + number + "\n");
                }
            }
        } catch (IOException cut) {
            // what it waits for
        }
    }

    private void take(String line, long number, long offset, long lastOffset) {
        if (lastOffset == 0) {
            assertThat(offset)
                    .as("nothing left out: " + line)
                    .isLessThanOrEqualTo(Math.max(acknowledgedOffset, saidOffset) + 1);
        } else {
            assertThat(offset).as("nothing left out: " + line).isEqualTo(lastOffset + 1);
        }
        Long before = shown.put(number, offset);
        if (before == null) {
            assertThat(number).as("a new number: " + line).isGreaterThan(newest);
            newest = number;
        } else {
            assertThat(offset).as("number " + number + " stood for another").isEqualTo(before);
        }
        seen++;
    }

    long acknowledgedOffset() {
        return acknowledgedOffset;
    }

    /** Nothing is shown any more. */
    void isEmpty(String port) throws IOException {
        try (Wire wire = Wire.to(port)) {
            wire.say("setuuid " + user + "\npending\n");
            wire.answer("ok");
            wire.answer("ok pending 0");
        }
    }

    /** How often something was shown. */
    long seen() {
        return seen;
    }
}
