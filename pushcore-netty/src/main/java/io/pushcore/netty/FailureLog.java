package io.pushcore.netty;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warnings that a hostile client can provoke: one line per kind of cause and minute, with a count. */
final class FailureLog {
    static final FailureLog CONNECTIONS = new FailureLog(LoggerFactory.getLogger(NettyConnection.class));

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final Logger logger;
    private final Map<Class<?>, Seen> seen = new ConcurrentHashMap<>();

    FailureLog(Logger logger) {
        this.logger = logger;
    }

    void warn(String sentence, Throwable cause) {
        Seen after = note(cause.getClass());
        if (after.isDue()) {
            logger.warn("{}; {} of this kind not logged before it", sentence, after.unlogged(), cause);
        }
    }

    /** Where nothing was thrown; the kind is who warns. */
    void warn(String sentence, Class<?> kind) {
        Seen after = note(kind);
        if (after.isDue()) {
            logger.warn("{}; {} of this kind not logged before it", sentence, after.unlogged());
        }
    }

    private Seen note(Class<?> kind) {
        long now = System.nanoTime();
        return seen.compute(kind, (same, before) -> before == null ? Seen.first(now) : before.again(now));
    }

    /**
     * @param logged when a line was written, by {@link System#nanoTime}
     * @param count failures since that line, it included
     * @param unlogged failures between that line and the one before
     */
    private record Seen(long logged, long count, long unlogged) {
        static Seen first(long now) {
            return new Seen(now, 1, 0);
        }

        Seen again(long now) {
            return now - logged >= MINUTE ? new Seen(now, 1, count - 1) : new Seen(logged, count + 1, 0);
        }

        boolean isDue() {
            return count == 1;
        }
    }
}
