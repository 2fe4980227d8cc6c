package io.pushcore.engine;

import io.pushcore.ErrorCode;
import io.pushcore.Farewell;
import io.pushcore.Limit;
import io.pushcore.Payload;
import io.pushcore.Session;
import io.pushcore.Sessions;
import io.pushcore.engine.session.UserSession;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** The sessions of this broker, for those who run it. What it asks is done on the lanes. Usable from any thread. */
final class Roster {
    private final Engine engine;
    private final LaneRounds rounds;

    Roster(Engine engine, LaneRounds rounds) {
        this.engine = engine;
        this.rounds = rounds;
    }

    /**
     * Which sessions are meant.
     *
     * @param session one by its public name; empty for any
     * @param user those of one user; empty for those of all
     */
    record Meant(String session, String user) {
        static final Meant ALL = new Meant("", "");

        boolean is(NetLink link) {
            boolean named = session.isEmpty()
                    || session.equals(link.publicId())
                    || session.equals(link.userSession().id());
            return !link.isClosing()
                    && named
                    && (user.isEmpty() || user.equals(link.identity().user()));
        }

        boolean is(UserSession apart) {
            return (session.isEmpty() || session.equals(apart.id())) && (user.isEmpty() || user.equals(apart.user()));
        }
    }

    CompletableFuture<Sessions> sessions(Meant wanted, int most) {
        return LaneSurvey.ask(engine, rounds, links -> some(links, wanted, most))
                .thenApply(found -> {
                    List<Session> all = new ArrayList<>(engine.sessions.inProcess(wanted::is, most));
                    found.answers().forEach(all::addAll);
                    boolean tooMany = all.size() > most;
                    return new Sessions(tooMany ? all.subList(0, most) : all, found.whole() && !tooMany);
                });
    }

    /** One more than wanted, which tells that there are more. */
    private static List<Session> some(List<NetLink> links, Meant wanted, int most) {
        return links.stream()
                .filter(wanted::is)
                .limit(most + 1L)
                .map(NetLink::session)
                .toList();
    }

    /** Ends the sessions that are meant, in the process and in their grace too; says how many. */
    CompletableFuture<Long> disconnect(Meant meant, Farewell farewell, String reason) {
        boolean forGood = farewell == Farewell.STAY_AWAY;
        long apart = engine.sessions.dismissApart(meant::is, forGood, reason);
        ErrorCode code = forGood ? ErrorCode.KICKED : ErrorCode.CLOSED;
        return count(link -> {
                    boolean ends = meant.is(link);
                    if (ends) {
                        link.close(code, reason);
                    }
                    return ends;
                })
                .thenApply(ended -> ended + apart);
    }

    /** Says something to all who can take it; says how many. */
    CompletableFuture<Long> broadcast(Payload payload) {
        long mostUnsent = engine.limit(Limit.UNSENT_BYTES_PER_CONNECTION);
        return count(link -> !link.isClosing()
                && link.output().unsent() <= mostUnsent
                && link.output().broadcast(payload));
    }

    private CompletableFuture<Long> count(Predicate<NetLink> action) {
        return LaneSurvey.ask(
                        engine, rounds, links -> links.stream().filter(action).count())
                .thenApply(counts ->
                        counts.answers().stream().mapToLong(Long::longValue).sum());
    }
}
