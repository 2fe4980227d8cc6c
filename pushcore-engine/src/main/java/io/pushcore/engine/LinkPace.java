package io.pushcore.engine;

import io.pushcore.Identity;
import io.pushcore.Limit;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Command;
import org.jspecify.annotations.Nullable;

/**
 * How fast a client goes on one connection: what it may not do now is refused, and who sends too many bytes, or goes on after as many
 * refusals as it may send commands, is not read for a while. Servers of the application are not bounded. Only the lane touches it.
 */
final class LinkPace {
    private final Engine engine;
    private final NetLink link;
    /** Made when there is something to count, and gone on with by the next connection of the same socket. */
    private @Nullable LinkTally tally;
    /** How often it was refused for its user or address. */
    private @Nullable Refusals refusals;
    /** What came before the credentials, to be counted for whose they are. */
    private long early;

    LinkPace(Engine engine, NetLink link, @Nullable LinkTally before) {
        this.engine = engine;
        this.link = link;
        this.tally = before;
    }

    /** A question to one of the three who are bounded. */
    private interface Question<T> {
        @Nullable
        T ask(Pace pace, Tuned.Bounds bounds);
    }

    /** Counts a command; why it is refused, or null. */
    @Nullable
    PushCoreException command(Command command) {
        // how often credentials may be shown is bounded otherwise
        boolean isOpening = command instanceof Command.Authenticate && !link.isAuthenticated();
        if (isOpening || !isBounded()) {
            return null;
        }
        long now = engine.time.nanoTime();
        return first((pace, bounds) -> {
            PushCoreException why = pace.command(bounds, now);
            if (why != null) {
                refused(bounds, now);
            }
            return why;
        });
    }

    /** Counts a channel, if it comes into use now; fails where it may not. */
    void channel(String name) {
        if (!isBounded() || engine.channels.isInUse(name)) {
            return;
        }
        long now = engine.time.nanoTime();
        PushCoreException why = first((pace, bounds) -> pace.channel(bounds, now));
        if (why != null) {
            throw why;
        }
    }

    /** Counts bytes that came. */
    void bytes(long count) {
        if (count == 0 || !engine.tuned().isPaced()) {
            return;
        }
        if (link.mustAuthenticate()) {
            early += count;
            if (tally != null) {
                link.input().holdFor(tally.overdrawn(engine.time.nanoTime()));
            }
        } else if (isBounded()) {
            add(count);
        }
    }

    /** Credentials were shown. */
    void authenticated() {
        long count = early;
        early = 0;
        bytes(count);
    }

    /** Counts wrong credentials; how often they came. */
    int loginFailed() {
        return own().loginFailed();
    }

    /** What the next connection of the same socket goes on with; null if nothing was counted. */
    @Nullable
    LinkTally tally() {
        Tuned.Bounds bounds = engine.tuned().perConnection;
        if (early > 0 && bounds != null) {
            // nobody ever said whose they are, so they are the connection's
            long now = engine.time.nanoTime();
            own().pace(now).bytes(bounds, now, early);
            early = 0;
        }
        return tally;
    }

    private void add(long count) {
        long now = engine.time.nanoTime();
        this.<Long>first((pace, bounds) -> {
            link.input().holdFor(pace.bytes(bounds, now, count));
            return null;
        });
    }

    private boolean isBounded() {
        return engine.tuned().isPaced() && !link.identity().has(Identity.GRANT_SERVER);
    }

    /** The first answer that is not null: of the connection, the user, the address. */
    private <T> @Nullable T first(Question<T> question) {
        Tuned tuned = engine.tuned();
        T answer = null;
        if (tuned.perConnection != null) {
            answer = question.ask(own().pace(engine.time.nanoTime()), tuned.perConnection);
        }
        String user = link.identity().user();
        if (answer == null && tuned.perUser != null && !user.isEmpty()) {
            answer = question.ask(engine.paces.ofUser(user), tuned.perUser);
        }
        if (answer == null && tuned.perAddress != null && !link.address().isEmpty()) {
            answer = question.ask(engine.paces.ofAddress(link.address()), tuned.perAddress);
        }
        return answer;
    }

    private LinkTally own() {
        LinkTally known = tally;
        if (known == null) {
            known = new LinkTally();
            tally = known;
        }
        return known;
    }

    private void refused(Tuned.Bounds bounds, long now) {
        boolean isOwn = bounds.commands() == Limit.COMMANDS_PER_SECOND_PER_CONNECTION;
        Refusals known = isOwn ? own().refusals(now) : refusals;
        if (known == null) {
            known = new Refusals(now);
            refusals = known;
        }
        link.input().holdFor(known.add(now, bounds.commandsPerSecond()));
    }
}
