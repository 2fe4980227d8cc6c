package io.pushcore.engine.inbox;

import io.pushcore.Delivery;
import io.pushcore.Gap;
import io.pushcore.InboxEvent;
import io.pushcore.InboxGap;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads messages that have numbers already. Keeps nothing. */
final class InboxLoad {
    private final Ground ground;

    InboxLoad(Ground ground) {
        this.ground = ground;
    }

    /** What stands under the numbers of a run; what is gone by now is a gap under its number. */
    CompletionStage<List<InboxEvent>> again(Run run) {
        Gap gap = run.gap();
        if (gap != null) {
            return CompletableFuture.completedFuture(List.of(new InboxGap(run.seq, gap, InboxGap.Reason.TRIMMED)));
        }
        Map<Long, Message> found = new HashMap<>();
        return collect(run, run.first.plus(-1), found).thenApply(first -> events(run, found, first));
    }

    /** Reads until the run is covered; gives the first offset that is kept. */
    private CompletionStage<Long> collect(Run run, Position from, Map<Long, Message> found) {
        long last = run.lastOffset();
        Read read = Read.after(run.channel, from, (int) (last - from.offset()), 1 << 20);
        return ground.read(read).thenCompose(result -> {
            boolean gone = result instanceof ReadResult.Gone;
            ReadResult.Found page = gone ? ((ReadResult.Gone) result).rest() : (ReadResult.Found) result;
            boolean sameLife = page.through().epoch().equals(run.first.epoch());
            boolean isOfRun = sameLife;
            for (Message message : page.messages()) {
                // what stood there before the end of an epoch keeps it, though the log is in another one by now
                if (sameLife || message.position().epoch().equals(run.first.epoch())) {
                    isOfRun = true;
                    if (message.offset() <= last) {
                        found.put(message.offset(), message);
                    }
                }
            }
            long firstKept = !gone
                    ? run.first.offset()
                    : isOfRun ? ((ReadResult.Gone) result).to().offset() + 1 : Long.MAX_VALUE;
            boolean covered = (gone && !isOfRun)
                    || page.through().offset() >= last
                    || page.through().equals(page.head());
            return covered
                    ? CompletableFuture.completedFuture(firstKept)
                    : collect(run, page.through(), found).thenApply(later -> Math.max(firstKept, later));
        });
    }

    private static List<InboxEvent> events(Run run, Map<Long, Message> found, long firstKept) {
        List<InboxEvent> events = new ArrayList<>(run.count());
        for (long seq = run.seq; seq <= run.lastSeq(); seq++) {
            long offset = run.offsetOf(seq);
            Message message = found.get(offset);
            events.add(
                    message != null
                            ? new Delivery(seq, message, run.redeliveries)
                            : missing(run, seq, offset, offset < firstKept));
        }
        return events;
    }

    private static InboxGap missing(Run run, long seq, long offset, boolean trimmed) {
        Gap gap = new Gap(
                run.channel, new Position(run.first.epoch(), offset - 1), new Position(run.first.epoch(), offset));
        return new InboxGap(seq, gap, trimmed ? InboxGap.Reason.TRIMMED : InboxGap.Reason.EXPIRED);
    }
}
