package io.pushcore.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The number above which inboxes go on after a directory went back: to a backup, or to what a repair could keep. Clients may know numbers
 * that were given since then, and by others that went back to the same backup.
 */
final class NumberFloor {
    static final byte[] KEY = "numbers".getBytes(UTF_8);
    /** Where the clock stepped back. */
    private static final long LEAST = 1L << 32;

    private NumberFloor() {}

    /**
     * That of a directory which goes back now: no inbox was given as many numbers as there were microseconds since 1970, so that it is
     * above all that were given before now. For clients it stays a number that any JSON can hold.
     */
    static long now(long known, Instant now) {
        return Math.max(known + LEAST, ChronoUnit.MICROS.between(Instant.EPOCH, now));
    }

    static long of(byte @Nullable [] bytes) {
        return bytes == null || bytes.length != 8 ? 0 : ByteReader.fixed(bytes, 0);
    }
}
