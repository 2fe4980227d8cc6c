package io.pushcore.engine;

import io.pushcore.ErrorCode;
import io.pushcore.Farewell;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import io.pushcore.Session;
import io.pushcore.Sessions;
import io.pushcore.engine.cluster.Answers;
import io.pushcore.engine.cluster.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of the whole cluster, for those who run it: this broker's, and what other nodes answer. What is to be done everywhere stands in the
 * log of orders before anybody says that it is. Usable from any thread.
 */
final class WideRoster {
    private static final String SESSIONS = "sessions";
    private static final String DISCONNECT = "disconnect";
    private static final String BROADCAST = "broadcast";
    private static final byte[] NOT_WHOLE = {};

    private final Roster here;
    private final @Nullable Cluster cluster;

    WideRoster(Engine engine, Roster here) {
        this.here = here;
        this.cluster = engine.cluster;
        Orders orders = engine.footing.orders();
        orders.on(SESSIONS, this::sessionsHere);
        orders.on(DISCONNECT, this::disconnectHere);
        orders.on(BROADCAST, body -> counted(here.broadcast(RosterCodec.payload(body))));
    }

    // ---- what others ask

    private CompletionStage<List<byte[]>> sessionsHere(byte[] body) {
        RosterCodec.Wanted wanted = RosterCodec.wanted(body);
        return here.sessions(wanted.meant(), wanted.most()).thenApply(found -> {
            List<byte[]> items = new ArrayList<>();
            found.sessions().forEach(session -> items.add(RosterCodec.bytes(session)));
            if (!found.whole()) {
                items.add(NOT_WHOLE);
            }
            return items;
        });
    }

    private CompletionStage<List<byte[]>> disconnectHere(byte[] body) {
        RosterCodec.Dismissal dismissal = RosterCodec.dismissal(body);
        return counted(here.disconnect(dismissal.meant(), dismissal.farewell(), dismissal.reason()));
    }

    private static CompletionStage<List<byte[]>> counted(CompletableFuture<Long> count) {
        return count.thenApply(number -> List.of(RosterCodec.number(number)));
    }

    // ---- what is asked here

    CompletableFuture<Sessions> sessions(Roster.Meant meant, int most) {
        CompletableFuture<Sessions> mine = here.sessions(meant, most);
        if (cluster == null) {
            return mine;
        }
        byte[] question = RosterCodec.bytes(new RosterCodec.Wanted(meant, most));
        return mine.thenCombine(cluster.ask(SESSIONS, question), (found, answers) -> both(found, answers, most));
    }

    private static Sessions both(Sessions found, Answers answers, int most) {
        List<Session> all = new ArrayList<>(found.sessions());
        boolean whole = found.whole() && answers.whole();
        for (byte[] item : answers.items()) {
            if (item.length == 0) {
                whole = false;
            } else {
                all.add(RosterCodec.session(item));
            }
        }
        boolean tooMany = all.size() > most;
        return new Sessions(tooMany ? all.subList(0, most) : all, whole && !tooMany);
    }

    /** Ends the sessions that are meant, wherever they are; says how many, as far as nodes told. */
    CompletableFuture<Long> disconnect(Roster.Meant meant, Farewell farewell, String reason) {
        return here.disconnect(meant, farewell, reason).thenCompose(ended -> {
            boolean all = cluster == null || (!meant.session().isEmpty() && ended > 0);
            return all
                    ? CompletableFuture.completedFuture(ended)
                    : order(DISCONNECT, RosterCodec.bytes(new RosterCodec.Dismissal(meant, farewell, reason)), ended);
        });
    }

    /** Says something to all who can take it, wherever they are; says how many, as far as nodes told. */
    CompletableFuture<Long> broadcast(Payload payload) {
        return here.broadcast(payload).thenCompose(told -> order(BROADCAST, RosterCodec.bytes(payload), told));
    }

    private CompletableFuture<Long> order(String name, byte[] body, long doneHere) {
        if (cluster == null) {
            return CompletableFuture.completedFuture(doneHere);
        }
        return cluster.order(name, body).handle((answers, failure) -> {
            if (answers == null) {
                throw notOrdered(StorageAnswer.failure(failure));
            }
            return doneHere
                    + answers.items().stream().mapToLong(RosterCodec::number).sum();
        });
    }

    private static PushCoreException notOrdered(PushCoreException why) {
        ErrorCode code = why.code();
        return new PushCoreException(code, "done here, and other nodes may not hear of it: " + why.sentence(), why);
    }
}
