package io.pushcore.disk;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a channel but its messages. The writer's thread owns those it changes; a reader has a copy of its own. */
final class ChannelRow {
    private static final int FORMAT = 1;

    final String name;
    /** Of its messages and keys; another one after it was deleted, 0 if it was never written. */
    long id;

    /** The one whose epoch it has taken over; empty if it was never written. */
    private String generation = "";

    private Lives lives = Lives.none();
    Span span = Span.EMPTY;
    long lastTime = Long.MIN_VALUE;
    /** Up to which offset messages are deleted, and what they weighed. */
    long deleted;

    long deletedBytes;
    Keeping keeping = Keeping.ALL;
    /** The number of its latest change. */
    long change;
    /** When it is to be swept. */
    long due = Nanos.NEVER;
    /** The numbers of the oldest key remembered and of the one to come, and the time of the oldest. */
    long firstKey;

    long nextKey;
    long oldestKey = Nanos.NEVER;
    Writers writers = new Writers();

    /** What was staged since it was written last, after an offset. */
    private long stagedAfter;

    private long[] stagedTimes = new long[4];
    private long[] stagedBefore = new long[4];
    /** Whether it is swept with the next batch, so that all that was let go is deleted. */
    boolean isSwept;
    /** Whether it was changed since it was written last. */
    boolean isTouched;

    ChannelRow(String name) {
        this.name = name;
    }

    /** Its epochs, where the last is the one of the next message. */
    Lives lives(Generations generations) {
        return lives.plus(generations.after(generation), span.last());
    }

    /** Makes epochs that began since it was written last its own. */
    void catchUp(Generations generations) {
        if (!generation.equals(generations.current())) {
            lives = lives(generations).shortened(span.first());
            generation = generations.current();
        }
    }

    /** The present epochs of a channel that has caught up. */
    Lives lives() {
        return lives;
    }

    /** Begins another life, under another id. */
    void restart(String epoch, Generations generations, long newId) {
        id = newId;
        generation = generations.current();
        lives = new Lives(List.of(new Lives.Life(epoch, 0)));
        span = Span.EMPTY;
        lastTime = Long.MIN_VALUE;
        deleted = 0;
        deletedBytes = 0;
        firstKey = 0;
        nextKey = 0;
        oldestKey = Nanos.NEVER;
        writers = new Writers();
        stagedAfter = 0;
    }

    /** Takes what a repair could keep; where something was lost, nobody is told again what became of an append. */
    void mend(Span kept, long time, boolean isLess) {
        span = kept;
        lastTime = time;
        deleted = kept.first() - 1;
        deletedBytes = kept.before();
        lives = lives.cutAt(kept.last());
        if (isLess) {
            writers = new Writers();
        }
    }

    /** Notes that it will be written; forgets what was staged before. */
    void touch() {
        isTouched = true;
        stagedAfter = span.last();
    }

    /** Adds the message of the next offset. */
    void add(long time, long weight) {
        int place = (int) (span.last() - stagedAfter);
        if (place >= stagedTimes.length) {
            stagedTimes = Arrays.copyOf(stagedTimes, 2 * place);
            stagedBefore = Arrays.copyOf(stagedBefore, 2 * place);
        }
        stagedTimes[place] = time;
        stagedBefore[place] = span.total();
        span = span.plus(time, weight);
        lastTime = time;
    }

    /** Where a message that is not written yet stands. */
    @Nullable
    Place staged(long offset) {
        int place = (int) (offset - stagedAfter - 1);
        return offset > stagedAfter && offset <= span.last()
                ? new Place(offset, stagedTimes[place], stagedBefore[place])
                : null;
    }

    /** The last offset that is written. */
    long written() {
        return stagedAfter;
    }

    byte[] toBytes() {
        ByteWriter out = new ByteWriter(256);
        out.number(FORMAT).number(id).text(generation);
        lives.writeTo(out);
        span.writeTo(out);
        out.signed(lastTime).number(deleted).number(deletedBytes);
        keeping.writeTo(out);
        out.number(change).signed(due).number(firstKey).number(nextKey).signed(oldestKey);
        writers.writeTo(out);
        return out.toBytes();
    }

    /** A row for a reader, who has no use for what became of appends. */
    static ChannelRow read(String name, byte[] bytes) {
        return read(name, new ByteReader(bytes));
    }

    static ChannelRow readWhole(String name, byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        ChannelRow row = read(name, in);
        row.writers = Writers.readFrom(in);
        return row;
    }

    private static ChannelRow read(String name, ByteReader in) {
        long format = in.number();
        if (format != FORMAT) {
            throw Failures.corrupt("a channel has a row of format " + format);
        }
        ChannelRow row = new ChannelRow(name);
        row.id = in.number();
        row.generation = in.text();
        row.lives = Lives.readFrom(in);
        row.span = Span.readFrom(in);
        row.lastTime = in.signed();
        row.deleted = in.number();
        row.deletedBytes = in.number();
        row.keeping = Keeping.readFrom(in);
        row.change = in.number();
        row.due = in.signed();
        row.firstKey = in.number();
        row.nextKey = in.number();
        row.oldestKey = in.signed();
        row.stagedAfter = row.span.last();
        return row;
    }
}
