package io.pushcore.memory;

import io.pushcore.storage.LeaseStore.Admission;
import io.pushcore.storage.LeaseStore.Session;
import io.pushcore.storage.LeaseStore.WhenFull;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Sessions by user and by node; under the lock of the leases. */
final class MemorySessions {
    /** A session that is there, and what was evicted for it. */
    private record Row(Session session, Admission.Opened answer) {}

    /** By id, the one opened first first. */
    private final Map<String, LinkedHashMap<String, Row>> byUser = new HashMap<>();

    private final Map<String, LinkedHashMap<Key, Session>> byNode = new HashMap<>();
    private final Queue<Session> lost = new ArrayDeque<>();

    /** What names a session. */
    private record Key(String user, String id) {
        static Key of(Session session) {
            return new Key(session.user(), session.id());
        }
    }

    /** Opens one whose node lives. */
    Admission open(Session session, int limit, WhenFull whenFull) {
        LinkedHashMap<String, Row> there = byUser.computeIfAbsent(session.user(), user -> new LinkedHashMap<>());
        Row known = there.get(session.id());
        if (known != null) {
            return known.answer;
        }
        if (there.size() >= limit && whenFull == WhenFull.REFUSE) {
            return new Admission.Refused();
        }
        List<Session> evicted = new ArrayList<>();
        while (there.size() >= limit) {
            Session oldest = there.values().iterator().next().session;
            there.remove(oldest.id());
            forgetNodeOf(oldest);
            evicted.add(oldest);
        }
        Admission.Opened answer = new Admission.Opened(evicted);
        there.put(session.id(), new Row(session, answer));
        byNode.computeIfAbsent(session.node(), node -> new LinkedHashMap<>()).put(Key.of(session), session);
        return answer;
    }

    boolean close(String user, String id) {
        Session session = remove(user, id);
        if (session != null) {
            forgetNodeOf(session);
        }
        return session != null;
    }

    List<Session> of(String user) {
        Map<String, Row> there = byUser.get(user);
        return there == null
                ? List.of()
                : there.values().stream().map(Row::session).toList();
    }

    List<Session> takeLost(int limit) {
        List<Session> taken = new ArrayList<>();
        while (taken.size() < limit && !lost.isEmpty()) {
            taken.add(lost.remove());
        }
        return taken;
    }

    /** The lease of a node, if it is one, is over: its sessions are lost. */
    void end(String node) {
        Map<Key, Session> ended = byNode.remove(node);
        if (ended != null) {
            for (Session session : ended.values()) {
                remove(session.user(), session.id());
                lost.add(session);
            }
        }
    }

    /** Does the same for all nodes whose lease is over. */
    void endAll(Predicate<String> isOver) {
        List.copyOf(byNode.keySet()).stream().filter(isOver).forEach(this::end);
    }

    void clear() {
        byUser.clear();
        byNode.clear();
        lost.clear();
    }

    private @Nullable Session remove(String user, String id) {
        Map<String, Row> there = byUser.get(user);
        Row row = there == null ? null : there.remove(id);
        if (there != null && there.isEmpty()) {
            byUser.remove(user);
        }
        return row == null ? null : row.session;
    }

    private void forgetNodeOf(Session session) {
        Map<Key, Session> there = byNode.get(session.node());
        if (there != null) {
            there.remove(Key.of(session));
            if (there.isEmpty()) {
                byNode.remove(session.node());
            }
        }
    }
}
