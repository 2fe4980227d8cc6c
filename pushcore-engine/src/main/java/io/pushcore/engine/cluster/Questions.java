package io.pushcore.engine.cluster;

import io.pushcore.Time;
import io.pushcore.peer.Carrier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
            Open question = new Open(new HashSet<>(nodes), answers);
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
        if (question == null || !question.missing.contains(node)) {
            return;
        }
        if (question.items.size() + answer.items().size() <= MOST_ITEMS) {
            question.items.addAll(answer.items());
        } else {
            question.isCut = true;
        }
        if (answer.last()) {
            question.missing.remove(node);
            if (question.missing.isEmpty()) {
                end(answer.id());
            }
        }
    }

    /** Answers another node. */
    void answer(String node, long id, List<byte[]> items) {
        List<byte[]> part = new ArrayList<>();
        int bytes = AROUND;
        for (byte[] item : items) {
            if (AROUND + AROUND_EACH + item.length > carrier.largestHint()) {
                continue; // no carrier takes it
            }
            if (bytes + AROUND_EACH + item.length > carrier.largestHint()) {
                send(node, id, false, part);
                part = new ArrayList<>();
                bytes = AROUND;
            }
            part.add(item);
            bytes += AROUND_EACH + item.length;
        }
        send(node, id, true, part);
    }

    private void send(String node, long id, boolean last, List<byte[]> part) {
        carrier.control(node, ControlCodec.bytes(new Control.Answer(id, last, part)));
    }

    private void end(long id) {
        Open question = open.remove(id);
        if (question != null) {
            if (question.timer != null) {
                question.timer.cancel();
            }
            question.answers.complete(new Answers(question.items, question.missing.isEmpty() && !question.isCut));
        }
    }

    private static final class Open {
        final Set<String> missing;
        final CompletableFuture<Answers> answers;
        final List<byte[]> items = new ArrayList<>();
        boolean isCut;
        Time.@Nullable Timer timer;

        Open(Set<String> missing, CompletableFuture<Answers> answers) {
            this.missing = missing;
            this.answers = answers;
        }
    }
}
