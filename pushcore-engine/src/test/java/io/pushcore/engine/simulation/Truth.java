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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every message the storage has applied, of all epochs, from the moment it can be read there. */
final class Truth {
    private final Map<String, Map<String, List<Message>>> logs = new LinkedHashMap<>();
    /** What is asked for what is kept now; another one after the storage was lost. */
    private @Nullable ChannelLog stored;

    void ask(ChannelLog log) {
        stored = log;
    }

    /** The storage has applied an append; a repeated one must be told the same. */
    void applied(Appended result) {
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

    private void stored(Message message) {
        List<Message> log = logs.computeIfAbsent(message.channel(), name -> new LinkedHashMap<>())
                .computeIfAbsent(message.position().epoch(), epoch -> new ArrayList<>());
        int offset = (int) message.offset();
        if (offset <= log.size()) {
            Message known = log.get(offset - 1);
            if (!known.payload().equals(message.payload()) || !known.time().equals(message.time())) {
                throw new Violation("L2: an offset was given twice: " + known + " and " + message);
            }
            return;
        }
        if (offset != log.size() + 1) {
            throw new Violation("L1: offsets have a hole before " + message.position());
        }
        if (offset > 1 && !message.time().isAfter(log.get(offset - 2).time())) {
            throw new Violation("L1: time does not rise at " + message.position());
        }
        log.add(message);
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

    @Nullable
    Message at(String channel, Position position) {
        List<Message> log = log(channel, position.epoch());
        return position.offset() < 1 || position.offset() > log.size() ? null : log.get((int) position.offset() - 1);
    }

    List<Message> log(String channel, String epoch) {
        return logs.getOrDefault(channel, Map.of()).getOrDefault(epoch, List.of());
    }

    /**
     * All payloads that stand anywhere in a channel. One that stands twice in an epoch is a violation, unless its idempotency
     * key may have been forgotten in between.
     */
    Set<String> payloads(String channel, ChannelRules rules) {
        Set<String> all = new HashSet<>();
        logs.getOrDefault(channel, Map.of()).forEach((epoch, log) -> {
            Map<String, Message> own = new HashMap<>();
            for (Message message : log) {
                Message before = own.put(message.text(), message);
                if (before != null && !isForgotten(before, message, rules)) {
                    throw new Violation("L2: stored twice in one epoch: " + before + " and " + message);
                }
            }
            all.addAll(own.keySet());
        });
        return all;
    }

    private static boolean isForgotten(Message before, Message message, ChannelRules rules) {
        boolean keyed = message.text().startsWith("u");
        return keyed
                && (message.offset() - before.offset() > rules.idempotencyCount()
                        || !message.time().isBefore(before.time().plus(rules.idempotencyFor())));
    }

    List<String> epochs(String channel) {
        return List.copyOf(logs.getOrDefault(channel, Map.of()).keySet());
    }

    /** How far the log reaches now. */
    Head head(String channel) {
        return stored().heads(List.of(channel)).toCompletableFuture().join().get(0);
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
