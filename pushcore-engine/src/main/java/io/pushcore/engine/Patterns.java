package io.pushcore.engine;

import io.pushcore.Pattern;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who reads all channels of a pattern; told of each channel when it comes into use. Usable from any thread. */
final class Patterns {
    /** A reader of a pattern. */
    interface Watcher {
        Pattern pattern();

        /** A channel that matches is in use now. May be told twice of the same one. Must not block. */
        void join(ChannelState channel);

        /** The broker is closed; no channel comes any more. */
        default void end() {}

        /** Whether those who close the broker are to wait for it. */
        default boolean holdsUp(Set<Thread> closers) {
            return false;
        }
    }

    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();

    /** From now on the watcher joins every channel that matches, those in use first. */
    void add(Watcher watcher, Channels channels) {
        watchers.add(watcher);
        for (ChannelState channel : channels.all()) {
            if (watcher.pattern().matches(channel.name())) {
                watcher.join(channel);
            }
        }
    }

    void remove(Watcher watcher) {
        watchers.remove(watcher);
    }

    /** Whether somebody would read a channel of this name. */
    boolean areWatching(String name) {
        for (Watcher watcher : watchers) {
            if (watcher.pattern().matches(name)) {
                return true;
            }
        }
        return false;
    }

    /** Whether somebody reads all channels of this very pattern. */
    boolean haveReader(String pattern) {
        for (Watcher watcher : watchers) {
            if (watcher.pattern().toString().equals(pattern)) {
                return true;
            }
        }
        return false;
    }

    /** A channel has come into use; nothing is published there until this returns. */
    void created(ChannelState channel) {
        for (Watcher watcher : watchers) {
            if (watcher.pattern().matches(channel.name())) {
                watcher.join(channel);
            }
        }
    }

    /** The broker is closed. */
    void end() {
        watchers.forEach(Watcher::end);
    }

    /** Whether nobody is left that those who close the broker are to wait for. */
    boolean areDone(Set<Thread> closers) {
        return watchers.stream().noneMatch(watcher -> watcher.holdsUp(closers));
    }
}
