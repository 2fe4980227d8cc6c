package io.pushcore.engine;

import io.pushcore.Durability;
import io.pushcore.ErrorCode;
import io.pushcore.Message;
import io.pushcore.Publication;
import io.pushcore.Published;
import io.pushcore.PushCoreException;
import io.pushcore.storage.Appended;
import java.util.ArrayList;
import java.util.List;

/** What became of the publishes of one channel, for those who wait to hear it, and for the counters. Only the channel's strand touches it. */
final class Verdicts {
    private final Engine engine;
    private final ChannelState channel;

    Verdicts(Engine engine, ChannelState channel) {
        this.engine = engine;
        this.channel = channel;
    }

    /** The storage gave these results. */
    void settle(List<Pending> entries, List<Appended> results) {
        count(results);
        List<Pending> toldElsewhere = List.of();
        for (int i = 0; i < results.size(); i++) {
            Pending pending = entries.get(i);
            note(pending.publication, pending, results.get(i));
            channel.intake().giveBack(pending);
            toldElsewhere = tell(pending, toldElsewhere);
        }
        handOver(toldElsewhere);
        entries.forEach(Pending::allTold);
    }

    /** The storage gave this result, while the publisher was inside. */
    void settle(Publication publication, Outcome outcome, Appended result) {
        if (result instanceof Appended.Stored stored) {
            count(1, stored.message().payload().length());
        }
        note(publication, outcome, result);
        outcome.allTold();
    }

    private void count(List<Appended> results) {
        long stored = 0;
        long bytes = 0;
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof Appended.Stored one) {
                stored++;
                bytes += one.message().payload().length();
            }
        }
        count(stored, bytes);
    }

    private void count(long messages, long bytes) {
        if (messages > 0) {
            engine.counters.published.add(messages);
            engine.counters.publishedBytes.add(bytes);
        }
    }

    private void note(Publication publication, Outcome outcome, Appended result) {
        if (result instanceof Appended.Stored stored) {
            outcome.stored(new Published(stored.message().position(), stored.durability(), false));
        } else if (result instanceof Appended.Repeated repeated) {
            engine.counters.repeats.increment();
            outcome.stored(new Published(repeated.first().position(), repeated.durability(), true));
        } else {
            refuse(
                    outcome,
                    new PushCoreException(
                            ErrorCode.IDEMPOTENCY_MISMATCH,
                            "idempotency key was used with another payload: " + publication.idempotencyKey()));
        }
    }

    /** A publish on a channel without a log: visible at once. {@link Outcome#allTold} is left to the caller. */
    void live(Message message, Pending pending) {
        count(1, message.payload().length());
        pending.stored(new Published(message.position(), Durability.MEMORY, false));
        channel.intake().giveBack(pending);
        handOver(tell(pending, List.of()));
    }

    private static List<Pending> tell(Pending pending, List<Pending> toldElsewhere) {
        if (pending.isToldHere()) {
            pending.tell();
            return toldElsewhere;
        }
        List<Pending> more = toldElsewhere.isEmpty() ? new ArrayList<>() : toldElsewhere;
        more.add(pending);
        return more;
    }

    private void handOver(List<Pending> toldElsewhere) {
        if (!toldElsewhere.isEmpty()) {
            engine.errands.execute(() -> toldElsewhere.forEach(Pending::tell));
        }
    }

    /** Refuses publishes that were not sent, or were in vain. */
    void fail(List<Pending> entries, PushCoreException why) {
        List<Pending> toldElsewhere = List.of();
        for (Pending pending : entries) {
            refuse(pending, why);
            channel.intake().giveBack(pending);
            toldElsewhere = tell(pending, toldElsewhere);
        }
        handOver(toldElsewhere);
        entries.forEach(Pending::allTold);
    }

    private void refuse(Outcome outcome, PushCoreException why) {
        engine.counters.refused.increment();
        engine.counters.error(why.code());
        outcome.failed(why);
    }
}
