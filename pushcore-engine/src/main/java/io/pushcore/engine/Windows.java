package io.pushcore.engine;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** The budget of all hot windows; over it the least read is trimmed first. Usable from any thread. */
final class Windows {
    private final long budget;
    private final long perChannel;
    private final AtomicLong used = new AtomicLong();
    private final Set<ChannelState> holders = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean trimming = new AtomicBoolean();

    Windows(long budget, long perChannel) {
        this.budget = budget;
        this.perChannel = Math.min(budget, perChannel);
    }

    long bytes() {
        return used.get();
    }

    /** The bound of one window. */
    long perChannel() {
        return perChannel;
    }

    void hold(ChannelState channel) {
        holders.add(channel);
    }

    void letGo(ChannelState channel) {
        holders.remove(channel);
    }

    /** Counts bytes that a window took or, negative, gave back, and trims the least read when there are too many. */
    void count(long bytes) {
        // a full window mostly takes as much as it gives
        if (bytes != 0 && used.addAndGet(bytes) > budget && trimming.compareAndSet(false, true)) {
            try {
                holders.stream()
                        .filter(ChannelState::canTrimWindow)
                        .min(Comparator.comparingLong((ChannelState channel) ->
                                        channel.window().readAt())
                                .thenComparing(ChannelState::name))
                        .ifPresent(channel -> channel.onStrand(channel::halveWindow));
            } finally {
                trimming.set(false);
            }
        }
    }
}
