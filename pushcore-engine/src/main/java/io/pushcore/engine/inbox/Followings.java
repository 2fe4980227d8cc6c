package io.pushcore.engine.inbox;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Which open inboxes read which channels. Usable from any thread. */
final class Followings {
    private final ConcurrentHashMap<String, Followers> byChannel = new ConcurrentHashMap<>();

    boolean contains(String channel) {
        return mayContain() && byChannel.containsKey(channel);
    }

    /** Asked for each message; where no inbox is open it takes less than to look for the channel. */
    private boolean mayContain() {
        return !byChannel.isEmpty();
    }

    void add(String channel, OpenInbox inbox, int place) {
        Followers followers;
        do {
            followers = byChannel.computeIfAbsent(channel, unused -> new Followers());
        } while (!followers.add(inbox, place));
    }

    void remove(String channel, OpenInbox inbox) {
        Followers followers = byChannel.get(channel);
        if (followers != null && followers.remove(inbox)) {
            byChannel.remove(channel, followers);
        }
    }

    /** The inbox has ended: it takes no news any more. */
    void ended(String channel) {
        Followers followers = byChannel.get(channel);
        if (followers != null && followers.ended()) {
            byChannel.remove(channel, followers);
        }
    }

    void lookAtAll() {
        byChannel.values().forEach(Followers::news);
    }

    void news(String channel) {
        @Nullable Followers followers = mayContain() ? byChannel.get(channel) : null;
        if (followers != null) {
            followers.news();
        }
    }
}
