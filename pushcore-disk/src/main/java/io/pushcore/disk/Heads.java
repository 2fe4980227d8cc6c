package io.pushcore.disk;

import io.pushcore.storage.Head;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Heads of channels in use, to be told without a look at the disk: as they were written last, or read since. The writer's thread says what
 * is written, once it may be seen; any thread asks, and adds what it has read.
 */
final class Heads {
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    /** How often all was forgotten: what was read before that may have been written since. */
    private final AtomicLong age = new AtomicLong();

    private final int most;

    /** What a head is told from. */
    private record Known(String epoch, Span span, Keeping keeping) {
        static Known of(ChannelRow row, Generations generations) {
            return new Known(row.lives(generations).current(), row.span, row.keeping);
        }
    }

    /** With more than so many channels it begins anew. */
    Heads(int most) {
        this.most = most;
    }

    /** The head of a channel at a time, if it is known without a look at messages. */
    @Nullable
    Head find(String channel, long now) {
        Known here = known.get(channel);
        if (here == null) {
            return null;
        }
        long first = here.span.firstKept(here.keeping, now);
        return first == Span.UNKNOWN ? null : new Head(channel, here.epoch, first, here.span.last());
    }

    /** To be asked before a look at the disk, for {@link #read}. */
    long age() {
        return age.get();
    }

    /** A row was read. It is no news where the channel is known, or all was forgotten since. */
    void read(ChannelRow row, Generations generations, long readAt) {
        makeSpace();
        Known found = Known.of(row, generations);
        known.compute(row.name, (name, here) -> here == null && age.get() == readAt ? found : here);
    }

    /** A row is written, and synced where that was asked for. Only on the writer's thread. */
    void written(ChannelRow row, Generations generations) {
        makeSpace();
        known.put(row.name, Known.of(row, generations));
    }

    private void makeSpace() {
        if (known.size() >= most) {
            forget();
        }
    }

    void forget() {
        // before anything is gone, or what was read earlier could take its place
        age.incrementAndGet();
        known.clear();
    }
}
