package io.pushcore.engine.simulation;

import io.pushcore.storage.InboxId;
import java.util.LinkedHashMap;
import java.util.Map;

/** All inboxes of a cluster, as the storage has them. */
final class ClusterInboxes {
    private final ClusterWorld world;
    private final Map<InboxId, ClusterInbox> all = new LinkedHashMap<>();

    ClusterInboxes(ClusterWorld world) {
        this.world = world;
    }

    ClusterInbox of(InboxId id) {
        return all.computeIfAbsent(id, unused -> new ClusterInbox(world, id));
    }

    Map<InboxId, ClusterInbox> all() {
        return all;
    }
}
