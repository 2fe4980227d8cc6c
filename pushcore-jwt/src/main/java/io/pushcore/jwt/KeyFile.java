package io.pushcore.jwt;

import io.pushcore.ErrorCode;
import io.pushcore.Names;
import io.pushcore.PushCoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;

/** A JWKS in a file, read again when that has changed; what cannot be read leaves the keys as they are. */
final class KeyFile implements KeySource {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Path file;
    private final Ticks ticks;
    private final SeldomLog log;
    /** Held by who looks at the file; the others go on with the keys there are. */
    private final ReentrantLock looking = new ReentrantLock();

    private String stamp;
    private long lookedAt;
    private volatile List<TokenKey> keys;

    /** @throws PushCoreException {@link ErrorCode#BAD_OPTION} if it cannot be read */
    KeyFile(Path file, Ticks ticks) {
        this.file = file;
        this.ticks = ticks;
        this.log = new SeldomLog(ticks);
        try {
            this.stamp = stamp();
            this.keys = read();
        } catch (IOException | ParseException unreadable) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, "jwks " + reason(unreadable));
        }
        this.lookedAt = ticks.nanos();
    }

    @Override
    public CompletionStage<Found> find(String id) {
        if (looking.tryLock()) {
            try {
                look();
            } finally {
                looking.unlock();
            }
        }
        return CompletableFuture.completedFuture(new Found(KeySource.of(id, keys), true));
    }

    private void look() {
        long now = ticks.nanos();
        if (now - lookedAt < LOOK_EVERY.toNanos()) {
            return;
        }
        lookedAt = now;
        try {
            String newStamp = stamp();
            if (!newStamp.equals(stamp)) {
                keys = read();
                // only now: half a file is read again
                stamp = newStamp;
            }
        } catch (IOException | ParseException unreadable) {
            log.warn("the keys stay as they were: " + reason(unreadable));
        }
    }

    private String reason(Exception unreadable) {
        String why =
                unreadable instanceof ParseException ? String.valueOf(unreadable.getMessage()) : "it cannot be read";
        return "file " + Names.shown(file.toString()) + ": " + why;
    }

    private String stamp() throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return now.lastModifiedTime() + " " + now.size() + " " + now.fileKey();
    }

    private List<TokenKey> read() throws IOException, ParseException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(KeySet.MOST_BYTES + 1);
            if (bytes.length > KeySet.MOST_BYTES) {
                throw new ParseException("it is longer than 1 MiB", 0);
            }
            return KeySet.parse(bytes, true);
        }
    }
}
