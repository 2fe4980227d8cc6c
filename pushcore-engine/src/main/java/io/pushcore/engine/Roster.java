package io.pushcore.engine;

import io.pushcore.ErrorCode;
import io.pushcore.Farewell;
import io.pushcore.Limit;
import io.pushcore.Payload;
import io.pushcore.Session;
import io.pushcore.Sessions;
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

    CompletableFuture<Sessions> sessions(Predicate<NetLink> wanted, int most) {
        return LaneSurvey.ask(engine, rounds, links -> some(links, wanted, most))
                .thenApply(found -> {
                    List<Session> all = new ArrayList<>();
                    found.answers().forEach(all::addAll);
                    boolean tooMany = all.size() > most;
                    return new Sessions(tooMany ? all.subList(0, most) : all, found.whole() && !tooMany);
                });
    }

    /** One more than wanted, which tells that there are more. */
    private static List<Session> some(List<NetLink> links, Predicate<NetLink> wanted, int most) {
        return links.stream()
                .filter(link -> !link.isClosing() && wanted.test(link))
                .limit(most + 1L)
                .map(NetLink::session)
                .toList();
    }

    /** Ends the sessions that are meant; says how many. */
    CompletableFuture<Long> disconnect(Predicate<NetLink> meant, Farewell farewell, String reason) {
        ErrorCode code = farewell == Farewell.STAY_AWAY ? ErrorCode.KICKED : ErrorCode.CLOSED;
        return count(link -> {
            boolean ends = !link.isClosing() && meant.test(link);
            if (ends) {
                link.close(code, reason);
            }
            return ends;
        });
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
