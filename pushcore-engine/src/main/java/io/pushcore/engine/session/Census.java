package io.pushcore.engine.session;

import io.pushcore.storage.LeaseStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The sessions of users that are here, by user and id. Usable from any thread. */
final class Census {
    private final Map<String, Map<String, UserSession>> byUser = new ConcurrentHashMap<>();

    void add(UserSession session) {
        byUser.compute(session.user(), (user, there) -> {
            Map<String, UserSession> own = there == null ? new ConcurrentHashMap<>(4) : there;
            own.put(session.id(), session);
            return own;
        });
    }

    void remove(UserSession session) {
        byUser.computeIfPresent(session.user(), (user, there) -> {
            there.remove(session.id(), session);
            return there.isEmpty() ? null : there;
        });
    }

    @Nullable
    UserSession of(LeaseStore.Session row) {
        return byUser.getOrDefault(row.user(), Map.of()).get(row.id());
    }

    /** Those of a user. */
    List<UserSession> of(String user) {
        return List.copyOf(byUser.getOrDefault(user, Map.of()).values());
    }

    Stream<UserSession> all() {
        return byUser.values().stream().flatMap(own -> own.values().stream());
    }
}
