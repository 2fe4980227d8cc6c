package io.pushcore.engine;

import io.pushcore.Identity;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Command;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How fast a client goes on one connection: what it may not do now is refused, and who sends too many bytes, or goes on after as many
 * refusals as it may send commands, is not read for a while. Servers of the application are not bounded. Only the lane touches it.
 */
final class LinkPace {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Engine engine;
    private final NetLink link;
    private @Nullable Pace own;
    /** What came before the credentials, to be counted for whose they are. */
    private long early;

    private long refusedSince;
    private long refused;

    LinkPace(Engine engine, NetLink link) {
        this.engine = engine;
        this.link = link;
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
                refused(bounds.commandsPerSecond(), now);
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
            answer = question.ask(own(), tuned.perConnection);
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

    private Pace own() {
        Pace pace = own;
        if (pace == null) {
            pace = new Pace(engine.time.nanoTime());
            own = pace;
        }
        return pace;
    }

    /** A refusal costs little, but whoever does not stop would be refused as fast as the lane can. */
    private void refused(long most, long now) {
        if (now - refusedSince >= SECOND) {
            refusedSince = now;
            refused = 0;
        }
        refused++;
        if (refused >= most) {
            link.input().holdFor(refusedSince + SECOND - now);
        }
    }
}
