package io.pushcore.jwt;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warnings of one cause: one a minute, with how many there were. */
final class SeldomLog {
    private static final Logger LOG = LoggerFactory.getLogger(JwtAuthenticator.class);
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Ticks ticks;
    /** Guards the rest. */
    private final ReentrantLock lock = new ReentrantLock();

    private boolean said;
    private long saidAt;
    private long unsaid;

    SeldomLog(Ticks ticks) {
        this.ticks = ticks;
    }

    void warn(String sentence) {
        long before;
        lock.lock();
        try {
            long now = ticks.nanos();
            if (said && now - saidAt < EVERY.toNanos()) {
                unsaid++;
                return;
            }
            said = true;
            saidAt = now;
            before = unsaid;
            unsaid = 0;
        } finally {
            lock.unlock();
        }
        LOG.warn("{}{}", sentence, before == 0 ? "" : " (and " + before + " times before)");
    }
}
