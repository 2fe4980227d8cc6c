package io.pushcore.engine.inbox;

import io.pushcore.Gap;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.storage.Cursor;
import io.pushcore.storage.OffsetSet;
import io.pushcore.storage.OpenedInbox;
import io.pushcore.storage.SeqRange;
import io.pushcore.storage.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What has a number and is not acknowledged, by number. Only the turns of its inbox touch it. */
final class InboxWindow {
    private final TreeMap<Long, Run> runs = new TreeMap<>();
    private final List<SeqRange> burned = new ArrayList<>(0);
    /** All numbers up to this one are acknowledged or burned. */
    private long acknowledged;

    private long last;
    private int size;

    InboxWindow(OpenedInbox opened) {
        acknowledged = opened.acknowledged();
        last = opened.numbers().first() - 1;
        burned.addAll(opened.burned());
        for (Shown shown : opened.shown()) {
            Run run = Run.of(shown);
            runs.put(run.seq, run);
            size += run.count();
        }
    }

    /** How many numbers wait to be acknowledged. */
    int size() {
        return size;
    }

    /** The highest number given. */
    long last() {
        return last;
    }

    long acknowledged() {
        return acknowledged;
    }

    List<SeqRange> burned() {
        return burned;
    }

    List<Shown> shown() {
        return runs.values().stream().map(Run::toShown).toList();
    }

    /** Numbers a message that was read in an epoch. */
    void add(long seq, Message message, String epoch) {
        var newest = runs.lastEntry();
        if (newest == null || !newest.getValue().takes(seq, message, epoch)) {
            runs.put(seq, Run.of(seq, message, epoch));
        }
        counted(seq);
    }

    /** Numbers a gap. */
    void add(long seq, Gap gap) {
        runs.put(seq, Run.of(seq, gap));
        counted(seq);
    }

    private void counted(long seq) {
        last = seq;
        size++;
    }

    /** What is to be shown from a number on: a part of one run, or null if nothing is up to another number. */
    @Nullable
    Run from(long first, long through, int most) {
        if (first > through) {
            return null;
        }
        var entry = runs.floorEntry(first);
        if (entry == null || entry.getValue().lastSeq() < first) {
            entry = runs.higherEntry(first);
        }
        if (entry == null || entry.getKey() > through) {
            return null;
        }
        Run run = entry.getValue();
        long begin = Math.max(run.seq, first);
        return run.part(begin, Math.min(Math.min(run.lastSeq(), through), begin + most - 1));
    }

    /** Whether a number is not acknowledged. */
    boolean holds(long seq) {
        var entry = runs.floorEntry(seq);
        return entry != null && entry.getValue().lastSeq() >= seq;
    }

    boolean isBurned(long seq) {
        return burned.stream().anyMatch(range -> range.first() <= seq && seq <= range.last());
    }

    /** What was shown up to a number will be shown to another session. */
    void countRedelivery(long through) {
        for (Run run : runs.headMap(through, true).values()) {
            run.redeliveries++;
        }
    }

    /** Takes out all up to a number; tells the channels this moves. */
    void takeThrough(long seq, Consumer<String> moved) {
        while (!runs.isEmpty() && runs.firstKey() <= seq) {
            Run run = runs.pollFirstEntry().getValue();
            moved.accept(run.channel);
            size -= run.count();
            if (run.lastSeq() > seq) {
                keep(run.part(seq + 1, run.lastSeq()));
            }
        }
        acknowledged = Math.max(acknowledged, seq);
        settle();
    }

    /** Takes out one number, if it is there; gives its channel. */
    @Nullable
    String takeOnly(long seq) {
        var entry = runs.floorEntry(seq);
        if (entry == null || entry.getValue().lastSeq() < seq) {
            return null;
        }
        Run run = entry.getValue();
        runs.remove(run.seq);
        size -= run.count();
        if (run.seq < seq) {
            keep(run.part(run.seq, seq - 1));
        }
        if (seq < run.lastSeq()) {
            keep(run.part(seq + 1, run.lastSeq()));
        }
        settle();
        return run.channel;
    }

    private void keep(Run part) {
        runs.put(part.seq, part);
        size += part.count();
    }

    /** Raises what is acknowledged to the number before the first that is not. */
    private void settle() {
        acknowledged = Math.max(acknowledged, runs.isEmpty() ? last : runs.firstKey() - 1);
        burned.removeIf(range -> range.last() <= acknowledged);
    }

    /** How far a channel is acknowledged that was read up to a position. A gap holds nothing up: it is recorded with both its ends. */
    Cursor cursor(String channel, Position read) {
        long floor = read.offset();
        long acknowledgedFrom = read.offset() + 1;
        OffsetSet beyond = OffsetSet.EMPTY;
        boolean any = false;
        for (Run run : runs.values()) {
            if (!run.channel.equals(channel)) {
                continue;
            }
            if (!run.isGap() && run.first.epoch().equals(read.epoch())) {
                // offsets of a channel rise with the numbers
                if (any) {
                    beyond = beyond.with(OffsetSet.range(acknowledgedFrom, run.first.offset() - 1));
                } else {
                    floor = run.first.offset() - 1;
                }
                acknowledgedFrom = run.lastOffset() + 1;
                any = true;
            }
        }
        return new Cursor(read.epoch(), floor, beyond.with(OffsetSet.range(acknowledgedFrom, read.offset())));
    }

    /** Up to where a channel was numbered, at least up to its cursor. */
    Position read(String channel, Cursor cursor) {
        long[] read = {cursor.floor()};
        cursor.beyond().forEach(offset -> read[0] = Math.max(read[0], offset));
        Position through = new Position(cursor.epoch(), read[0]);
        for (Run run : runs.values()) {
            if (run.channel.equals(channel)) {
                Position last = run.first.plus(run.count() - 1L);
                // a cursor is recorded with the runs that moved it: those of another epoch are older
                boolean further = last.epoch().equals(through.epoch()) && last.offset() > through.offset();
                through = further ? last : through;
            }
        }
        return through;
    }
}
