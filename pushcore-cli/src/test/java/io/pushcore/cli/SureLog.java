package io.pushcore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What the log of a channel has to hold after what its publishers were told: all of that, each once, in their order, without holes. */
final class SureLog {
    private final String channel;
    private final List<SurePublisher> publishers;
    private final Map<Long, String> acknowledged = new HashMap<>();
    /** Some of the positions that were told, in whatever epoch. */
    private final List<String> positions = new ArrayList<>();

    /** Was in the log before it was acknowledged, to one who asked again. */
    private final List<SurePublisher.Acknowledged> late = new ArrayList<>();

    private final Map<String, Long> newest = new HashMap<>();
    private long read;
    private long acknowledgements;

    SureLog(String channel, List<SurePublisher> publishers) {
        this.channel = channel;
        this.publishers = publishers;
    }

    /** Reads on from where it was read last. */
    void check(String port, Random random) throws IOException {
        for (SurePublisher publisher : publishers) {
            List<SurePublisher.Acknowledged> told = publisher.taken();
            acknowledgements += told.size();
            for (SurePublisher.Acknowledged one : told) {
                if (one.offset() <= read) {
                    late.add(one);
                    continue;
                }
                String before = acknowledged.put(one.offset(), one.text());
                assertThat(before).as(one + " is not the first there").isNull();
                if (random.nextInt(100) == 0) {
                    positions.add(one.position());
                }
            }
        }
        try (Wire wire = Wire.to(port)) {
            long before;
            do {
                before = read;
                page(wire, Long.toString(read));
            } while (read > before);
            assertThat(acknowledged)
                    .as("acknowledged on " + channel + " and lost")
                    .isEmpty();
            for (SurePublisher.Acknowledged one : late) {
                wire.say("his " + channel + " since " + (one.offset() - 1) + " limit 1\n");
                assertThat(wire.body(wire.answer("msg "))).isEqualTo(one.text());
                wire.answer("ok his ");
            }
            late.clear();
            for (int i = 0; i < 5 && !positions.isEmpty(); i++) {
                goesOnFrom(positions.get(random.nextInt(positions.size())), wire);
            }
        }
    }

    private void page(Wire wire, String since) throws IOException {
        wire.say("his " + channel + " since " + since + " limit 10000\n");
        for (String line = wire.line(); !line.startsWith("ok his "); line = wire.line()) {
            assertThat(line).startsWith("msg " + channel + " ");
            long offset = SurePublisher.offsetOf(line.split(" ")[2]);
            String text = wire.body(line);
            assertThat(offset).as("no hole and nothing twice: " + line).isEqualTo(read + 1);
            read = offset;
            int dash = text.lastIndexOf('-');
            long number = Long.parseLong(text.substring(dash + 1));
            Long last = newest.put(text.substring(0, dash), number);
            assertThat(number).as("next of its publisher: " + text).isEqualTo(last == null ? 1 : last + 1);
            String told = acknowledged.remove(offset);
            assertThat(told == null || told.equals(text))
                    .as(text + " where " + told + " was acknowledged")
                    .isTrue();
        }
    }

    /** A position that was told before the broker died, and however often it has since, is where reading goes on. */
    private void goesOnFrom(String position, Wire wire) throws IOException {
        wire.say("his " + channel + " since " + position + " limit 1\n");
        String line = wire.line();
        if (line.startsWith("msg ")) {
            assertThat(SurePublisher.offsetOf(line.split(" ")[2])).isEqualTo(SurePublisher.offsetOf(position) + 1);
            wire.body(line);
            line = wire.line();
        }
        assertThat(line).as("after " + position).startsWith("ok his ");
    }

    long acknowledgements() {
        return acknowledgements;
    }

    long messages() {
        return read;
    }
}
