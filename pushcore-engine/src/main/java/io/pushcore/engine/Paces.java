package io.pushcore.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.pushcore.Time;
import java.time.Duration;

/**
 * How fast users and addresses go, each on all of its connections, as far as that is bounded. Who has been quiet for a while is forgotten; so
 * are the quietest, where there are too many. Usable from any thread.
 */
final class Paces {
    private static final int MOST = 100_000;
    /** A bucket is full long before, unless it was overdrawn by very much. */
    private static final Duration LASTING = Duration.ofMinutes(5);

    private final Time time;
    private final Cache<String, Pace> users;
    private final Cache<String, Pace> addresses;

    Paces(Time time) {
        this.time = time;
        this.users = cache(time);
        this.addresses = cache(time);
    }

    Pace ofUser(String user) {
        return users.get(user, unknown -> new Pace(time.nanoTime()));
    }

    Pace ofAddress(String address) {
        return addresses.get(address, unknown -> new Pace(time.nanoTime()));
    }

    private static Cache<String, Pace> cache(Time time) {
        return Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterAccess(LASTING)
                .ticker(time::nanoTime)
                .executor(Runnable::run)
                .build();
    }
}
