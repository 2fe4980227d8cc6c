package io.pushcore.cli;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Publishes numbers, so many of them in flight, each under its own idempotency key, and remembers what was acknowledged. After a cut it begins with what
 * was not. For one thread at a time.
 */
final class SurePublisher {
    /** An acknowledgement. */
    record Acknowledged(String position, String text) {
        long offset() {
            return offsetOf(position);
        }
    }

    final String channel;
    private final String name;
    private final int inFlight;
    private final Deque<Long> unanswered = new ArrayDeque<>();
    private final List<Acknowledged> acknowledged = new ArrayList<>();
    private long next = 1;
    private long repeats;

    SurePublisher(String channel, String name, int inFlight) {
        this.channel = channel;
        this.name = name;
        this.inFlight = inFlight;
    }

    /** Publishes until the connection breaks; says each time that it was acknowledged. */
    void publish(String port, Runnable told) {
        try (Wire wire = Wire.to(port)) {
            StringBuilder text = new StringBuilder();
            unanswered.forEach(number -> text.append(command(number)));
            while (true) {
                while (unanswered.size() < inFlight) {
                    unanswered.add(next);
                    text.append(command(next++));
                }
                wire.say(text);
                text.setLength(0);
                String[] words = wire.answer("ok pub " + channel + " ").split(" ");
                acknowledged.add(new Acknowledged(words[3], text(unanswered.remove())));
                repeats += words.length > 4 ? 1 : 0;
                told.run();
            }
        } catch (IOException cut) {
            // what it waits for
        }
    }

    private String command(long number) {
        String text = text(number);
        return "pub " + channel + " id=" + text + " " + text.length() + "\n" + text + "\n";
    }

    private String text(long number) {
        return name + "-" + number;
    }

    /** What was acknowledged since it was asked last. */
    List<Acknowledged> taken() {
        List<Acknowledged> taken = List.copyOf(acknowledged);
        acknowledged.clear();
        return taken;
    }

    /** How many were in the log though their first answer was lost. */
    long repeats() {
        return repeats;
    }

    static long offsetOf(String position) {
        return Long.parseLong(position.substring(position.lastIndexOf(':') + 1));
    }
}
