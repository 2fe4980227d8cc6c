package io.pushcore.engine.cluster;

import io.pushcore.Time;
import io.pushcore.peer.Carrier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What this node asks others and they answer, each in parts that the carrier can carry. Any thread asks; the rest is touched in turn.
 */
final class Questions {
    /** Of one question; more are not kept. */
    private static final int MOST_ITEMS = 100_000;
    /** What stands around the items of an answer, and around each. */
    private static final int AROUND = 40;

    private static final int AROUND_EACH = 5;

    private final Footing footing;
    private final Carrier carrier;
    private final Map<Long, Open> open = new HashMap<>();
    private long ids;

    Questions(Footing footing, Carrier carrier) {
        this.footing = footing;
        this.carrier = carrier;
    }

    /** Begins to wait for the answers of nodes; {@code ask} is given the number they are to name. */
    CompletableFuture<Answers> expect(List<String> nodes, Duration within, LongConsumer ask) {
        CompletableFuture<Answers> answers = new CompletableFuture<>();
        footing.turn().execute(() -> {
            long id = ++ids;
            Open question = new Open(nodes, answers);
            open.put(id, question);
            question.timer =
                    footing.time().schedule(within, () -> footing.turn().execute(() -> end(id)));
            ask.accept(id);
            if (nodes.isEmpty()) {
                end(id);
            }
        });
        return answers;
    }

    /** A part of an answer came. */
    void answered(String node, Control.Answer answer) {
        Open question = open.get(answer.id());
        Parts parts = question == null ? null : question.missing.get(node);
        if (question == null || parts == null) {
            return;
        }
        parts.add(answer);
        if (parts.areAll()) {
            question.missing.remove(node);
            question.take(parts);
            if (question.missing.isEmpty()) {
                end(answer.id());
            }
        }
    }

    /** Answers another node. */
    void answer(String node, long id, List<byte[]> items) {
        List<byte[]> part = new ArrayList<>();
        int parts = 0;
        boolean whole = true;
        int bytes = AROUND;
        for (byte[] item : items) {
            if (AROUND + AROUND_EACH + item.length > carrier.largestHint()) {
                whole = false; // the carrier does not take it
                continue;
            }
            if (bytes + AROUND_EACH + item.length > carrier.largestHint()) {
                send(node, new Control.Answer(id, parts++, false, whole, part));
                part = new ArrayList<>();
                bytes = AROUND;
            }
            part.add(item);
            bytes += AROUND_EACH + item.length;
        }
        send(node, new Control.Answer(id, parts, true, whole, part));
    }

    private void send(String node, Control.Answer part) {
        carrier.control(node, ControlCodec.bytes(part));
    }

    private void end(long id) {
        Open question = open.remove(id);
        if (question != null) {
            if (question.timer != null) {
                question.timer.cancel();
            }
            question.missing.values().forEach(question::take);
            question.answers.complete(new Answers(question.items, question.missing.isEmpty() && !question.isCut));
        }
    }

    private static final class Open {
        /** Of each node that has not answered wholly what came of its answer. */
        final Map<String, Parts> missing = new TreeMap<>();

        final CompletableFuture<Answers> answers;
        final List<byte[]> items = new ArrayList<>();
        boolean isCut;
        Time.@Nullable Timer timer;

        Open(List<String> nodes, CompletableFuture<Answers> answers) {
            nodes.forEach(node -> missing.put(node, new Parts()));
            this.answers = answers;
        }

        void take(Parts parts) {
            isCut |= parts.isCut;
            for (List<byte[]> part : parts.came.values()) {
                if (items.size() + part.size() <= MOST_ITEMS) {
                    items.addAll(part);
                } else {
                    isCut = true;
                }
            }
        }
    }

    /** What came of the answer of one node, by place. */
    private static final class Parts {
        final SortedMap<Integer, List<byte[]>> came = new TreeMap<>();
        boolean isCut;
        private int last = Integer.MAX_VALUE;

        void add(Control.Answer part) {
            if (came.size() < MOST_ITEMS) {
                came.put(part.part(), part.items());
            }
            isCut |= !part.whole();
            if (part.last()) {
                last = part.part();
            }
        }

        boolean areAll() {
            return came.size() - 1 == last;
        }
    }
}
