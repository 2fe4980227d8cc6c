package io.pushcore.engine;

import io.pushcore.BusyChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The channels to which something was published since somebody looked. A channel notes itself with its first message and costs nothing
 * with those that follow; of very many the first are noted. Any thread notes.
 */
final class Activity {
    private static final int MOST = 10_000;

    private final Queue<Noted> noted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    /** A channel, and where its head stood. */
    private record Noted(ChannelState channel, HotWindow window, long head) {}

    /** On the channel's strand, before the message; says whether it was noted. */
    boolean note(ChannelState channel, HotWindow window) {
        if (count.get() >= MOST) {
            return false;
        }
        count.incrementAndGet();
        noted.add(new Noted(channel, window, window.head()));
        return true;
    }

    /** The busiest, and begins anew. */
    List<BusyChannel> take(int most, double seconds) {
        List<BusyChannel> all = new ArrayList<>();
        for (Noted one = noted.poll(); one != null; one = noted.poll()) {
            count.decrementAndGet();
            one.channel.kept().forgetActive();
            // a channel whose log began a new life meanwhile is counted up to there
            long published = one.window.head() - one.head;
            all.add(new BusyChannel(one.channel.name(), Math.round(published / seconds)));
        }
        all.sort(Comparator.comparingLong(BusyChannel::published).reversed().thenComparing(BusyChannel::channel));
        return List.copyOf(all.subList(0, Math.min(most, all.size())));
    }
}
