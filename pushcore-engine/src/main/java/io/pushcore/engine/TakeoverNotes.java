package io.pushcore.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.Time;
import io.pushcore.engine.cluster.Cluster;
import io.pushcore.engine.inbox.Inboxes;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.LeaseStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Word to other nodes that an inbox which they had open was opened elsewhere, as leases of the storage, which each node looks for once a second
 * while it has inboxes open; a hint has it look at once. Usable from any thread.
 */
final class TakeoverNotes {
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration TTL = Duration.ofHours(1);
    private static final int MOST = 1_000;

    private final Engine engine;
    private final Inboxes inboxes;
    private final LeaseStore leases;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile Time.@Nullable Timer timer;
    private volatile boolean stopped;

    TakeoverNotes(Engine engine, Inboxes inboxes, LeaseStore leases) {
        this.engine = engine;
        this.inboxes = inboxes;
        this.leases = leases;
    }

    private static String prefix(String node) {
        return "taken-over/" + node + "/";
    }

    void start() {
        if (!stopped) {
            timer = engine.time.schedule(
                    EVERY,
                    () -> engine.executor.execute(() -> {
                        if (inboxes.count() > 0) {
                            look();
                        }
                        start();
                    }));
        }
    }

    void stop() {
        stopped = true;
        Time.Timer scheduled = timer;
        if (scheduled != null) {
            scheduled.cancel();
        }
    }

    /** Lets the node that had an inbox open know. */
    void leave(String node, InboxId inbox, long fence) {
        byte[] note = (inbox.owner() + "\n" + inbox.device() + "\n" + fence).getBytes(UTF_8);
        engine.prompt
                .attempt("leave a note", leases.put(prefix(node) + engine.randomText(12), note, TTL))
                .whenComplete((done, failure) -> {
                    Cluster cluster = engine.cluster;
                    if (failure != null) {
                        engine.logLines.warn(
                                "takeover note", "a node is not told that its inbox was taken over: " + failure);
                    } else if (cluster != null) {
                        cluster.leftNotes(node);
                    }
                });
    }

    /** Looks for what others have left; not more than once at a time. */
    void look() {
        if (!looking.compareAndSet(false, true)) {
            return;
        }
        engine.prompt
                .attempt("look for notes", leases.list(prefix(engine.node), "", MOST))
                .whenComplete((notes, failure) -> {
                    looking.set(false);
                    if (notes == null) {
                        engine.logLines.warn("takeover note", "notes cannot be read, that is repeated: " + failure);
                    } else {
                        notes.forEach(note -> take(note.key()));
                    }
                });
    }

    private void take(String key) {
        leases.take(key)
                .thenAccept(note -> note.ifPresent(bytes -> {
                    List<String> parts = List.of(new String(bytes, UTF_8).split("\n", -1));
                    if (parts.size() == 3) {
                        inboxes.takenOver(new InboxId(parts.get(0), parts.get(1)), Long.parseLong(parts.get(2)));
                    }
                }));
    }
}
