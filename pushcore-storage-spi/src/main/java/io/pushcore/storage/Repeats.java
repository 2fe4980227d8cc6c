package io.pushcore.storage;

import io.pushcore.Durability;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.Publication;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a {@link ShelvedChannel}, which owns it, has to know to append nothing twice: results by id, first messages by key. */
final class Repeats {
    /** The results of each writer that it has not confirmed. */
    private final Map<String, TreeMap<Long, Appended>> results = new HashMap<>();

    private final Map<String, Long> confirmed = new HashMap<>();
    /** Oldest first. */
    private final Map<Scope, First> firsts = new LinkedHashMap<>();

    /** The first result of an append, if this is a repeat of it. */
    @Nullable
    Appended result(AppendId id, long confirms) {
        TreeMap<Long, Appended> known = results.computeIfAbsent(id.writer(), writer -> new TreeMap<>());
        long through = confirmed.merge(id.writer(), confirms, Math::max);
        known.headMap(through, true).clear();
        if (id.number() <= through) {
            throw new StorageException(StorageException.Fault.FENCED, "append was confirmed before: " + id);
        }
        return known.get(id.number());
    }

    void remember(AppendId id, Appended result) {
        results.computeIfAbsent(id.writer(), writer -> new TreeMap<>()).put(id.number(), result);
    }

    /** What a publication is if its idempotency key is known: a repeat or a mismatch. */
    @Nullable
    Appended known(String channel, Publication publication, Durability durability) {
        First first = firsts.get(Scope.of(publication));
        if (first == null) {
            return null;
        }
        return first.fingerprint == Fingerprint.of(publication.payload())
                ? new Appended.Repeated(
                        ShelvedChannel.message(channel, first.position, first.time, publication), durability)
                : new Appended.Mismatched();
    }

    void remember(Publication publication, Message message, int atMost) {
        if (publication.idempotencyKey().isEmpty()) {
            return;
        }
        firsts.put(
                Scope.of(publication),
                new First(message.position(), message.time(), Fingerprint.of(message.payload())));
        if (firsts.size() > atMost) {
            firsts.remove(firsts.keySet().iterator().next());
        }
    }

    /** Forgets the keys of this age and older. */
    void forget(Duration age, Instant now) {
        while (!firsts.isEmpty()) {
            Map.Entry<Scope, First> oldest = firsts.entrySet().iterator().next();
            if (Duration.between(oldest.getValue().time, now).compareTo(age) < 0) {
                return;
            }
            firsts.remove(oldest.getKey());
        }
    }

    /** Whose key it is. */
    private record Scope(String sender, String key) {
        static Scope of(Publication publication) {
            return new Scope(publication.sender(), publication.idempotencyKey());
        }
    }

    /** The message that came with a key first. */
    private record First(Position position, Instant time, long fingerprint) {}
}
