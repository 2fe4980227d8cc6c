package io.pushcore.engine;

import io.pushcore.Message;
import io.pushcore.engine.cluster.Cluster;
import io.pushcore.engine.cluster.PresenceName;
import io.pushcore.storage.Appended;
import io.pushcore.transport.PresenceChange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A channel as it is at other nodes: they are told what is appended here, and heard about what they append. Does nothing where there are none.
 * Only the channel's strand touches it, but for what is said to be for any thread.
 */
final class Elsewhere {
    private final String name;
    private final @Nullable Cluster cluster;
    /** Null where there are no other nodes, or no log. */
    private final @Nullable ForeignAppends appends;

    Elsewhere(Engine engine, ChannelState channel) {
        this.name = channel.name();
        this.cluster = engine.cluster;
        this.appends =
                cluster == null || channel.rules().isLive() ? null : new ForeignAppends(engine, cluster, channel);
    }

    /** Whether others may append. */
    boolean appends() {
        return appends != null;
    }

    /** What they append; null where they cannot. */
    @Nullable
    ForeignAppends foreign() {
        return appends;
    }

    /** Wants to be told of it from now on; any thread. */
    void want() {
        if (cluster != null) {
            cluster.want(name);
        }
    }

    /** Wants to be told who comes to it and leaves it elsewhere, from now on. */
    void attend() {
        if (cluster != null) {
            cluster.want(PresenceName.of(name));
        }
    }

    /** Whether a reader elsewhere notes who comes and goes; any thread. */
    boolean isAttended() {
        return cluster != null && cluster.isWanted(PresenceName.of(name));
    }

    // ---- what is told

    /** Somebody came or left here. */
    void tell(PresenceChange change) {
        if (cluster != null && isAttended()) {
            cluster.tellPresence(name, RosterCodec.bytes(change.who()), change.joined());
        }
    }

    void tell(List<Appended> results) {
        if (cluster == null || !cluster.isWanted(name)) {
            return;
        }
        List<Message> messages = new ArrayList<>(results.size());
        for (Appended result : results) {
            if (result instanceof Appended.Stored stored) {
                messages.add(stored.message());
            }
        }
        cluster.tell(name, messages);
    }

    /** What was published without a log. */
    void tellLive(List<Message> messages) {
        if (cluster != null) {
            cluster.tellLive(name, messages);
        }
    }

    /** Whether a message can be told without a log. */
    boolean carries(Message live) {
        return cluster == null || cluster.carries(live);
    }

    /** In bytes, with all it brings. */
    int largest() {
        return cluster == null ? Integer.MAX_VALUE : cluster.largestHint();
    }

    void tellDeleted() {
        if (cluster != null) {
            cluster.tellDeleted(name);
        }
    }

    // ---- what is heard, and what of this node stands among it

    /** Whether an own message waits for what others appended before it, or for the log to say which of two epochs is over. */
    boolean holdsBack(Message message, HotWindow window) {
        if (appends == null) {
            return false;
        }
        if (!message.position().epoch().equals(window.epoch)) {
            appends.look();
            return true;
        }
        if (message.offset() > window.head() + 1) {
            appends.own(message);
            return true;
        }
        return false;
    }

    /** This node appended the next. */
    void wentOn() {
        if (appends != null) {
            appends.wentOn();
        }
    }

    /** The storage has answered for what was under way here, or will not be waited for. */
    void ownSettled() {
        if (appends != null) {
            appends.ownSettled();
        }
    }

    /** The highest offset of this node's own, which may wait behind a hole. */
    long ownThrough() {
        return appends == null ? 0 : appends.ownThrough();
    }

    /** Forgets what waits. */
    void forget() {
        if (appends != null) {
            appends.forget();
        }
    }
}
