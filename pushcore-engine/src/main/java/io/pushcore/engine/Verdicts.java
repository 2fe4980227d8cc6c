package io.pushcore.engine;

import io.pushcore.Durability;
import io.pushcore.ErrorCode;
import io.pushcore.Message;
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
            note(pending, results.get(i));
            toldElsewhere = tell(pending, toldElsewhere);
        }
        handOver(toldElsewhere);
    }

    /** The storage gave this result. */
    void settle(Pending pending, List<Appended> result) {
        count(result);
        note(pending, result.get(0));
        handOver(tell(pending, List.of()));
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

    private void note(Pending pending, Appended result) {
        if (result instanceof Appended.Stored stored) {
            stored(pending, stored.message(), stored.durability());
        } else if (result instanceof Appended.Repeated repeated) {
            engine.counters.repeats.increment();
            pending.stored(new Published(repeated.first().position(), repeated.durability(), true));
            channel.intake().giveBack(pending);
        } else {
            refuse(
                    pending,
                    new PushCoreException(
                            ErrorCode.IDEMPOTENCY_MISMATCH,
                            "idempotency key was used with another payload: " + pending.publication.idempotencyKey()));
        }
    }

    private void stored(Pending pending, Message message, Durability durability) {
        pending.stored(new Published(message.position(), durability, false));
        channel.intake().giveBack(pending);
    }

    /** A publish on a channel without a log: visible at once. */
    void live(Message message, Pending pending) {
        count(1, message.payload().length());
        stored(pending, message, Durability.MEMORY);
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
            toldElsewhere = tell(pending, toldElsewhere);
        }
        handOver(toldElsewhere);
    }

    private void refuse(Pending pending, PushCoreException why) {
        engine.counters.refused.increment();
        engine.counters.error(why.code());
        pending.failed(why);
        channel.intake().giveBack(pending);
    }
}
