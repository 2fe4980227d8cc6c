package io.pushcore.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.Time;
import io.pushcore.engine.cluster.Cluster;
import io.pushcore.engine.inbox.Inboxes;
import io.pushcore.engine.session.UserSessions;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.LeaseStore;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    /** So often a note is tried to leave: who is not told hears of it with the next thing it records. */
    private static final int TRIES = 60;

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

    /**
     * Lets other nodes know that may have an inbox open: the one whose it was, and those where its owner has a session on it. Who had it open
     * is not always whose it was: an opening that failed may have been carried out in between.
     */
    void leave(Optional<String> heldBy, InboxId inbox, long fence) {
        Set<String> told = new HashSet<>(Set.of(engine.node));
        heldBy.filter(told::add).ifPresent(node -> leave(node, inbox, fence));
        engine.prompt
                .attempt("who has a session", leases.sessions(inbox.owner()))
                .thenAccept(sessions -> sessions.stream()
                        .filter(session ->
                                session.device().isEmpty() || session.device().equals(inbox.device()))
                        .map(session -> UserSessions.nodeOf(session.node()))
                        .filter(told::add)
                        .forEach(node -> leave(node, inbox, fence)));
    }

    private void leave(String node, InboxId inbox, long fence) {
        byte[] note = (inbox.owner() + "\n" + inbox.device() + "\n" + fence).getBytes(UTF_8);
        leave(node, prefix(node) + engine.randomText(12), note, TRIES);
    }

    private void leave(String node, String key, byte[] note, int tries) {
        engine.prompt.attempt("leave a note", leases.put(key, note, TTL)).whenComplete((done, failure) -> {
            Cluster cluster = engine.cluster;
            if (failure != null) {
                engine.logLines.warn(
                        "takeover note",
                        "a node is not told that its inbox was taken over, that is repeated: " + failure);
                again(node, key, note, tries - 1);
            } else if (cluster != null) {
                cluster.leftNotes(node);
            }
        });
    }

    private void again(String node, String key, byte[] note, int tries) {
        if (tries > 0 && !stopped) {
            engine.time.schedule(EVERY, () -> engine.executor.execute(() -> leave(node, key, note, tries)));
        }
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
                        notes.forEach(this::take);
                    }
                });
    }

    /** Done before it is taken, whose answer may be lost; to do it twice does nothing. */
    private void take(LeaseStore.Entry note) {
        List<String> parts = List.of(new String(note.value(), UTF_8).split("\n", -1));
        if (parts.size() == 3) {
            inboxes.takenOver(new InboxId(parts.get(0), parts.get(1)), Long.parseLong(parts.get(2)));
        }
        leases.take(note.key());
    }
}
