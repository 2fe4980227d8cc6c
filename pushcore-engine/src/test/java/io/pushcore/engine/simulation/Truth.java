package io.pushcore.engine.simulation;

import io.pushcore.ChannelRules;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.storage.Appended;
import io.pushcore.storage.ChannelLog;
import io.pushcore.storage.Head;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every message the storage has applied, of all lives of its channels, from the moment it can be read there. */
final class Truth {
    private final Map<String, List<LogLife>> lives = new LinkedHashMap<>();
    /** What is asked for what is kept now; another one after a process ended, and after the storage was lost. */
    private @Nullable ChannelLog stored;

    /** A process begins over a storage, which may have begun an epoch. */
    void ask(ChannelLog log, Collection<String> channels) {
        stored = log;
        channels.forEach(channel -> newest(channel).learn(head(channel)));
    }

    /** The storage was lost: all begins anew. */
    void lost() {
        lives.values().forEach(all -> all.add(new LogLife()));
    }

    /** A log has applied an append; a repeated one must be told the same. */
    void applied(ChannelLog by, Appended result) {
        if (by != stored) {
            return; // of a storage that was lost
        }
        if (result instanceof Appended.Stored told) {
            stored(told.message());
        } else if (result instanceof Appended.Repeated repeated) {
            Message first = repeated.first();
            Message known = at(first.channel(), first.position());
            if (known == null || !known.payload().equals(first.payload())) {
                throw new Violation("L10: a repeat was answered with what never stood there: " + first);
            }
        }
    }

    /** A log has deleted a channel. */
    void deleted(ChannelLog by, String channel) {
        if (by != stored) {
            return;
        }
        Head head = head(channel);
        LogLife life = newest(channel);
        if (life.messages().isEmpty() && life.knows(head.epoch())) {
            return; // there was nothing
        }
        if (life.knows(head.epoch()) || head.last() > 0) {
            throw new Violation("L5: deleted, and goes on: " + head);
        }
        LogLife next = new LogLife();
        next.learn(head);
        all(channel).add(next);
    }

    private void stored(Message message) {
        String channel = message.channel();
        LogLife life = lifeOf(channel, message.position().epoch());
        if (life != null && life != newest(channel)) {
            throw new Violation("L5: stored in an epoch that is over: " + message);
        }
        newest(channel).stored(message);
    }

    private List<LogLife> all(String channel) {
        return lives.computeIfAbsent(channel, name -> new ArrayList<>(List.of(new LogLife())));
    }

    private LogLife newest(String channel) {
        List<LogLife> all = all(channel);
        return all.get(all.size() - 1);
    }

    private @Nullable LogLife lifeOf(String channel, String epoch) {
        List<LogLife> all = all(channel);
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).knows(epoch)) {
                return all.get(i);
            }
        }
        return null;
    }

    /** Generously, what a message weighs in a hot window. */
    private static long sizeInWindow(Message message) {
        return 400L + message.payload().length();
    }

    /** What all messages after a position weigh in a hot window, generously. */
    long bytesAfter(String channel, Position from) {
        List<Message> log = log(channel, from.epoch());
        return log.subList((int) Math.min(from.offset(), log.size()), log.size()).stream()
                .mapToLong(Truth::sizeInWindow)
                .sum();
    }

    /** The message that was given a position. */
    @Nullable
    Message at(String channel, Position position) {
        Message there = standing(channel, position.epoch(), position.offset());
        return there != null && there.position().equals(position) ? there : null;
    }

    /** The message at an offset, of whatever epoch, in the life of a channel that an epoch is of. */
    @Nullable
    Message standing(String channel, String epoch, long offset) {
        List<Message> log = log(channel, epoch);
        return offset < 1 || offset > log.size() ? null : log.get((int) offset - 1);
    }

    /** The whole life of a channel that an epoch is of, its first message first. */
    List<Message> log(String channel, String epoch) {
        LogLife life = lifeOf(channel, epoch);
        return life == null ? List.of() : life.messages();
    }

    /** The last offset that positions of an epoch have: the head, or where the next epoch began; 0 if nobody knows it. */
    long end(String channel, String epoch) {
        LogLife life = lifeOf(channel, epoch);
        return life == null ? 0 : life.end(epoch);
    }

    /** Whether one can be reached from the other without a gap, if nothing was trimmed: what L5 calls valid. */
    boolean areOfOneLife(String channel, Position one, Position other) {
        if (one.epoch().equals(other.epoch())) {
            return true;
        }
        LogLife life = lifeOf(channel, one.epoch());
        return life != null
                && life == lifeOf(channel, other.epoch())
                && one.offset() <= life.end(one.epoch())
                && other.offset() <= life.end(other.epoch());
    }

    /** Whether two positions are of one place, though they may have been told in two epochs. */
    boolean isSame(String channel, Position one, Position other) {
        return one.offset() == other.offset() && areOfOneLife(channel, one, other);
    }

    /**
     * All payloads that stand anywhere in a channel. One that stands twice in a life is a violation, unless its idempotency
     * key may have been forgotten in between.
     */
    Set<String> payloads(String channel, ChannelRules rules) {
        Set<String> all = new HashSet<>();
        for (LogLife life : all(channel)) {
            Map<String, Message> own = new HashMap<>();
            for (Message message : life.messages()) {
                Message before = own.put(message.text(), message);
                if (before != null && !isForgotten(before, message, rules)) {
                    throw new Violation("L2: stored twice in one life: " + before + " and " + message);
                }
            }
            all.addAll(own.keySet());
        }
        return all;
    }

    private static boolean isForgotten(Message before, Message message, ChannelRules rules) {
        boolean keyed = message.text().startsWith("u");
        return keyed
                && (message.offset() - before.offset() > rules.idempotencyCount()
                        || !message.time().isBefore(before.time().plus(rules.idempotencyFor())));
    }

    /** Those in which something may have been published, the oldest first. */
    List<String> epochs(String channel) {
        return all(channel).stream()
                .filter(life -> !life.messages().isEmpty())
                .flatMap(life -> life.epochs().stream())
                .toList();
    }

    /** How far the log reaches now. */
    Head head(String channel) {
        return stored().heads(List.of(channel)).toCompletableFuture().join().get(0);
    }

    /** Where the log ends now. */
    Position newestPosition(String channel) {
        Head head = head(channel);
        return new Position(head.epoch(), head.last());
    }

    /** Whether reading after a position would meet a gap now; what has expired is none. */
    boolean isGone(String channel, Position position) {
        Read one = Read.after(channel, position, 1, 1);
        return stored().read(one).toCompletableFuture().join() instanceof ReadResult.Gone;
    }

    private ChannelLog stored() {
        ChannelLog log = stored;
        if (log == null) {
            throw new IllegalStateException("no storage yet");
        }
        return log;
    }
}
