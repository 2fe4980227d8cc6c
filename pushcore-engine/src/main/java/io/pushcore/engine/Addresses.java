package io.pushcore.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.pushcore.Limit;
import io.pushcore.PushCoreException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How many connections come from each address, and how often wrong credentials. An address of IPv6 is its network of 64 bits; connections
 * from this machine have none and are not counted. Usable from any lane.
 */
final class Addresses {
    private static final int MOST_GUESSING = 100_000;
    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    /** How long a login waits at most, so that it comes before the deadline for credentials. */
    private static final long LONGEST_WAIT = Duration.ofSeconds(5).toNanos();

    private final Engine engine;
    private final Map<String, Guests> guests = new ConcurrentHashMap<>();
    private final Cache<String, Rate> guessing;

    /** Connections of one address; those that have shown credentials are known. */
    private record Guests(int all, int known) {
        @Nullable
        Guests plus(int more, int moreKnown) {
            return all + more == 0 ? null : new Guests(all + more, known + moreKnown);
        }
    }

    Addresses(Engine engine) {
        this.engine = engine;
        this.guessing = Caffeine.newBuilder()
                .maximumSize(MOST_GUESSING)
                .expireAfterAccess(REMEMBERED)
                .ticker(engine.time::nanoTime)
                .executor(Runnable::run)
                .build();
    }

    /** One more connection; why there may be none, or null. */
    @Nullable
    PushCoreException come(NetLink link, boolean mustAuthenticate) {
        if (link.address().isEmpty()) {
            return null;
        }
        Guests now =
                guests.merge(link.address(), new Guests(1, 0), (there, one) -> new Guests(there.all + 1, there.known));
        long most = engine.limit(Limit.CONNECTIONS_PER_ADDRESS);
        if (now.all > most) {
            return TooMuch.of(Limit.CONNECTIONS_PER_ADDRESS, most);
        }
        long mostUnknown = engine.limit(Limit.UNAUTHENTICATED_CONNECTIONS_PER_ADDRESS);
        return mustAuthenticate && now.all - now.known > mostUnknown
                ? TooMuch.of(Limit.UNAUTHENTICATED_CONNECTIONS_PER_ADDRESS, mostUnknown)
                : null;
    }

    /** A connection has shown its credentials. */
    void authenticated(NetLink link) {
        guests.computeIfPresent(link.address(), (address, there) -> there.plus(0, 1));
    }

    void leave(NetLink link) {
        int known = link.isAuthenticated() ? 1 : 0;
        guests.computeIfPresent(link.address(), (address, there) -> there.plus(-1, -known));
    }

    /** Wrong credentials came. */
    void guessed(NetLink link) {
        long most = engine.limit(Limit.FAILED_LOGINS_PER_SECOND_PER_ADDRESS);
        if (!link.address().isEmpty() && most != Limit.OFF) {
            long now = engine.time.nanoTime();
            guessing.get(link.address(), unknown -> new Rate(now)).add(now, most, 1);
        }
    }

    /** How long a login from the address of a connection has to wait. */
    Duration loginWaits(NetLink link) {
        Rate rate = link.address().isEmpty() ? null : guessing.getIfPresent(link.address());
        return rate == null
                ? Duration.ZERO
                : Duration.ofNanos(Math.min(LONGEST_WAIT, rate.overdrawn(engine.time.nanoTime())));
    }
}
