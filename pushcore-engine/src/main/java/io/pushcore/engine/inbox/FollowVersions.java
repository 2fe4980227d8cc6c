package io.pushcore.engine.inbox;

import io.pushcore.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks every few seconds whether what owners of open inboxes follow was changed at another node, whatever became of the hint about it.
 * Not where the storage has one node. Only one round is under way at a time, and only it touches the versions.
 */
final class FollowVersions {
    private static final Duration EVERY = Duration.ofSeconds(3);
    private static final int MOST = 5_000;

    private final Ground ground;
    private final OpenInboxes open;
    /** As it was known last. */
    private Map<String, Long> versions = new HashMap<>();

    private volatile Time.@Nullable Timer timer;
    private volatile boolean stopped;

    FollowVersions(Ground ground, OpenInboxes open) {
        this.ground = ground;
        this.open = open;
    }

    void start() {
        if (!stopped && ground.isShared()) {
            timer = ground.time().schedule(EVERY, () -> ground.executor().execute(this::look));
        }
    }

    void stop() {
        stopped = true;
        Time.Timer scheduled = timer;
        if (scheduled != null) {
            scheduled.cancel();
        }
    }

    private void look() {
        look(new ArrayList<>(open.owners()), 0, new HashMap<>());
    }

    private void look(List<String> owners, int from, Map<String, Long> now) {
        if (from >= owners.size()) {
            versions = now;
            start();
            return;
        }
        List<String> some = owners.subList(from, Math.min(owners.size(), from + MOST));
        ground.store().versions(some).whenComplete((found, failure) -> {
            if (found == null) {
                ground.warn("follow versions", "cannot be asked for, that is repeated: " + failure);
                start();
                return;
            }
            for (int i = 0; i < some.size(); i++) {
                String owner = some.get(i);
                now.put(owner, found.get(i));
                // one that is new here reads once more than it need: it may have opened before a change
                if (!found.get(i).equals(versions.get(owner))) {
                    open.each(owner, OpenInbox::refollow);
                }
            }
            look(owners, from + some.size(), now);
        });
    }
}
