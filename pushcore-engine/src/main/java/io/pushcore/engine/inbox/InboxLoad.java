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
import java.util.function.Function;

/** Reads messages that have numbers already. Keeps nothing. */
final class InboxLoad {
    private final Function<Read, CompletionStage<ReadResult>> log;

    /** @param log asks a log for a page */
    InboxLoad(Function<Read, CompletionStage<ReadResult>> log) {
        this.log = log;
    }

    /** What stands under the numbers of a run; what is gone by now is a gap under its number. */
    CompletionStage<List<InboxEvent>> again(Run run) {
        Gap gap = run.gap();
        if (gap != null) {
            return CompletableFuture.completedFuture(List.of(new InboxGap(run.seq, gap, InboxGap.Reason.TRIMMED)));
        }
        return log.apply(after(run, run.first.plus(-1)))
                .thenCompose(page -> holds(run, page).thenCompose(through -> new Pages(run, through).take(page)));
    }

    private static Read after(Run run, Position from) {
        return Read.after(run.channel, from, (int) (run.lastOffset() - from.offset()), 1 << 20);
    }

    private static ReadResult.Found found(ReadResult result) {
        return result instanceof ReadResult.Gone gone ? gone.rest() : (ReadResult.Found) result;
    }

    /** The last of its offsets at which what it had still stands: where its epoch is over, others may have come in place of what was lost. */
    private CompletionStage<Long> holds(Run run, ReadResult page) {
        if (found(page).through().epoch().equals(run.first.epoch())) {
            return CompletableFuture.completedFuture(run.lastOffset());
        }
        Position last = new Position(run.first.epoch(), run.lastOffset());
        return log.apply(Read.after(run.channel, last, 1, 1))
                .thenApply(result -> result instanceof ReadResult.Gone gone
                        ? Math.min(last.offset(), gone.to().offset())
                        : last.offset());
    }

    /** The pages that a run is on. */
    private final class Pages {
        private final Run run;
        private final long through;
        private final Map<Long, Message> found = new HashMap<>();
        private long firstKept;

        /** @param through the last offset that is taken */
        Pages(Run run, long through) {
            this.run = run;
            this.through = through;
            this.firstKept = run.first.offset();
        }

        CompletionStage<List<InboxEvent>> take(ReadResult result) {
            if (result instanceof ReadResult.Gone gone) {
                firstKept = Math.max(firstKept, gone.to().offset() + 1);
            }
            ReadResult.Found page = found(result);
            for (Message message : page.messages()) {
                if (message.offset() <= through) {
                    found.put(message.offset(), message);
                }
            }
            boolean covered =
                    page.through().offset() >= through || page.through().equals(page.head());
            return covered
                    ? CompletableFuture.completedFuture(events())
                    : log.apply(after(run, page.through())).thenCompose(this::take);
        }

        private List<InboxEvent> events() {
            List<InboxEvent> events = new ArrayList<>(run.count());
            for (long seq = run.seq; seq <= run.lastSeq(); seq++) {
                long offset = run.offsetOf(seq);
                Message message = found.get(offset);
                events.add(message != null ? new Delivery(seq, message, run.redeliveries) : missing(seq, offset));
            }
            return events;
        }

        private InboxGap missing(long seq, long offset) {
            Gap gap = new Gap(
                    run.channel, new Position(run.first.epoch(), offset - 1), new Position(run.first.epoch(), offset));
            boolean trimmed = offset < firstKept || offset > through;
            return new InboxGap(seq, gap, trimmed ? InboxGap.Reason.TRIMMED : InboxGap.Reason.EXPIRED);
        }
    }
}
