package io.pushcore.engine;

import io.pushcore.Time;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warnings for an operator: one line per cause and minute, with a count of those that were held back. */
final class LogLines {
    private static final Logger LOG = LoggerFactory.getLogger("io.pushcore");
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final Time time;
    private final Map<String, Cause> causes = new ConcurrentHashMap<>();

    LogLines(Time time) {
        this.time = time;
    }

    /** Logs a sentence unless one of the same cause was logged in the last minute. Causes are few and fixed. */
    void warn(String cause, String sentence) {
        warn(cause, sentence, null);
    }

    void warn(String cause, String sentence, @Nullable Throwable failure) {
        // asked before, for the map is locked while it makes an entry
        long now = time.nanoTime();
        Cause known = causes.computeIfAbsent(cause, unused -> new Cause(now - MINUTE));
        long last = known.loggedAt.get();
        if (now - last < MINUTE || !known.loggedAt.compareAndSet(last, now)) {
            known.heldBack.incrementAndGet();
            return;
        }
        long held = known.heldBack.getAndSet(0);
        String line = held == 0 ? sentence : sentence + " (and " + held + " more like it since the last line)";
        if (failure == null) {
            LOG.warn("{}", line);
        } else {
            LOG.warn("{}", line, failure);
        }
    }

    /** Logs a sentence that its caller says once only. */
    void once(String sentence) {
        LOG.warn("{}", sentence);
    }

    private static final class Cause {
        private final AtomicLong loggedAt;
        private final AtomicLong heldBack = new AtomicLong();

        Cause(long loggedAt) {
            this.loggedAt = new AtomicLong(loggedAt);
        }
    }
}
