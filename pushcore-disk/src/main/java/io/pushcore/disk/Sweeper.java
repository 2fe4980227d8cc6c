package io.pushcore.disk;

import io.pushcore.storage.StorageException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Frees what has expired, aged, ended or is remembered no longer, and gives the disk back. The timer wakes it, the writer does the work. */
final class Sweeper {
    private static final Duration EVERY = Duration.ofSeconds(5);
    /** How much one batch sweeps. */
    private static final int MOST_CHANNELS = 256;

    private static final int MOST_MESSAGES = 4_096;

    private final OpenStorage open;
    private final Freed freed;
    private final long compactBytes;
    private final AtomicBoolean sweeping = new AtomicBoolean();
    private final AtomicBoolean compacting = new AtomicBoolean();

    /** Compacts when so many bytes were deleted. */
    Sweeper(OpenStorage open, Freed freed, long compactBytes) {
        this.open = open;
        this.freed = freed;
        this.compactBytes = compactBytes;
    }

    void start(OpenStorage.Parts parts) {
        parts.context().time().schedule(EVERY, () -> tick(parts));
    }

    private void tick(OpenStorage.Parts parts) {
        if (!open.isOpen()) {
            return;
        }
        start(parts);
        if (sweeping.compareAndSet(false, true)) {
            parts.committer().submit(new Sweep(parts));
        }
    }

    private void compact(OpenStorage.Parts parts) {
        if (!compacting.compareAndSet(false, true)) {
            return;
        }
        try {
            parts.context().blocking().execute(() -> {
                try {
                    Freed.Range range = freed.take(compactBytes);
                    if (range != null) {
                        parts.database().compact(Family.MESSAGES, range.from(), range.to());
                    }
                } catch (StorageException e) {
                    // the database compacts by itself, later; a failure that matters is met by who writes
                } finally {
                    compacting.set(false);
                }
            });
        } catch (RejectedExecutionException e) {
            compacting.set(false);
        }
    }

    /** One piece of work. */
    private final class Sweep implements Work {
        private final OpenStorage.Parts parts;
        private boolean isAll;

        Sweep(OpenStorage.Parts parts) {
            this.parts = parts;
        }

        @Override
        public long bytes() {
            return 64L * MOST_MESSAGES;
        }

        @Override
        public void stage(Batch batch) {
            long now = Nanos.of(parts.now());
            boolean allDue = parts.log().sweepDue(now, MOST_CHANNELS, batch);
            boolean allExpired = parts.log().sweepExpired(now, MOST_MESSAGES, batch);
            boolean allEnded = parts.leases().sweep(MOST_MESSAGES, batch);
            isAll = allDue && allExpired && allEnded;
        }

        @Override
        public void done() {
            if (isAll) {
                sweeping.set(false);
                compact(parts);
            } else {
                parts.committer().submit(new Sweep(parts));
            }
        }

        @Override
        public void failed(StorageException failure) {
            sweeping.set(false);
        }

        @Override
        public boolean isSynced() {
            return false;
        }

        @Override
        public boolean freesSpace() {
            return true;
        }
    }
}
