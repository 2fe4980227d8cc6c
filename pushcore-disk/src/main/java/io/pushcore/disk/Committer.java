package io.pushcore.disk;

import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes works in groups: while one group is synced to the disk, the next gathers. It has two threads, the writer's, which alone changes
 * the {@link Database}, and one that answers, so that who is told does not hold up the writer; where nothing waits for that the writer
 * answers itself.
 */
final class Committer {
    /** As much as is written at once. */
    private static final int MOST_WORKS = 8_192;

    private static final long MOST_BYTES = 8L << 20;
    /** What became of so little the writer tells itself while nothing waits to be written. */
    private static final int FEW_WORKS = 64;

    private static final long FEW_BYTES = 16 << 10;

    private final Database database;
    private final List<GroupState> states;
    private final Answers answers = new Answers();
    private final Thread writer;

    /** Guards the fields below. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<Work> waiting = new ArrayDeque<>();
    private @Nullable Runnable end;

    /** Over a database that is open. The states are told of each batch, in their order. */
    Committer(Database database, List<GroupState> states) {
        this.database = database;
        this.states = List.copyOf(states);
        this.writer = new Thread(this::write, "pushcore-disk-writer");
        this.writer.setDaemon(true);
    }

    void start() {
        writer.start();
        answers.start();
    }

    /** Never blocks. After the end the work fails as closed. */
    void submit(Work work) {
        lock.lock();
        try {
            if (end == null) {
                waiting.add(work);
                if (waiting.size() == 1) {
                    arrived.signal();
                }
                return;
            }
        } finally {
            lock.unlock();
        }
        work.failed(Failures.closed(database.settings().directory().toString()));
    }

    /**
     * Writes what is staged, synced, and gives what staging gave; see {@link Work#stage}. Never blocks.
     *
     * @param freesSpace whether it is let through when the disk is full, see {@link Work#freesSpace}
     */
    <T> CompletableFuture<T> commit(long bytes, boolean freesSpace, Function<Batch, T> staging) {
        CompletableFuture<T> result = new CompletableFuture<>();
        submit(new StagedResult<>(bytes, freesSpace, true, staging, result));
        return result;
    }

    /** As {@link #commit}, let through when the disk is full, and not synced. */
    <T> CompletableFuture<T> commitUnsynced(long bytes, Function<Batch, T> staging) {
        CompletableFuture<T> result = new CompletableFuture<>();
        submit(new StagedResult<>(bytes, true, false, staging, result));
        return result;
    }

    /** Takes no more works, writes what waits, closes the database. */
    CompletableFuture<Void> close() {
        return end(database::close, false);
    }

    /** Ends as the end of the process would, but for what is being written. */
    CompletableFuture<Void> abandon() {
        return end(database::abandon, true);
    }

    private CompletableFuture<Void> end(Runnable ending, boolean atOnce) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        lock.lock();
        try {
            end = () -> {
                try {
                    ending.run();
                    answers.end(() -> ended.complete(null));
                } catch (RuntimeException | Error failure) {
                    answers.end(() -> ended.completeExceptionally(Failures.of(failure)));
                }
            };
            if (atOnce) {
                waiting.clear();
            }
            arrived.signal();
        } finally {
            lock.unlock();
        }
        return ended;
    }

    private void write() {
        try (Batch batch = new Batch(database)) {
            for (List<Work> group = next(); !group.isEmpty(); group = next()) {
                commit(group, batch);
            }
        }
        Runnable last = end;
        if (last != null) {
            last.run();
        }
    }

    /** What waits, as much as may be written at once; nothing at the end. */
    private List<Work> next() {
        List<Work> group = new ArrayList<>();
        lock.lock();
        try {
            while (waiting.isEmpty() && end == null) {
                arrived.awaitUninterruptibly();
            }
            long bytes = 0;
            while (!waiting.isEmpty() && group.size() < MOST_WORKS && bytes < MOST_BYTES) {
                Work work = waiting.remove();
                bytes += work.bytes();
                group.add(work);
            }
        } finally {
            lock.unlock();
        }
        return group;
    }

    private void commit(List<Work> group, Batch batch) {
        List<Work> accepted = new ArrayList<>(group.size());
        try {
            if (database.ready()) {
                states.forEach(GroupState::dropped);
            }
            admit(group, accepted);
            stage(accepted, batch);
            if (batch.count() > 0) {
                database.write(batch, accepted.stream().anyMatch(Work::isSynced));
            }
        } catch (RuntimeException | Error failure) {
            batch.clear();
            states.forEach(GroupState::dropped);
            fail(accepted.isEmpty() ? group : accepted, Failures.of(failure));
            return;
        }
        batch.clear();
        states.forEach(GroupState::written);
        if (isFew(accepted) && isIdle()) {
            answers.give(() -> accepted.forEach(Committer::answer));
        } else {
            answers.add(() -> accepted.forEach(Committer::answer));
        }
    }

    private static boolean isFew(List<Work> works) {
        return works.size() <= FEW_WORKS
                && works.stream().mapToLong(Work::bytes).sum() <= FEW_BYTES;
    }

    /** Whether nothing waits to be written. */
    private boolean isIdle() {
        lock.lock();
        try {
            return waiting.isEmpty() && end == null;
        } finally {
            lock.unlock();
        }
    }

    private void admit(List<Work> group, List<Work> accepted) {
        boolean full = database.isFull();
        for (Work work : group) {
            if (full && !work.freesSpace()) {
                fail(
                        List.of(work),
                        new StorageException(
                                Fault.FULL,
                                "too little space is left on the disk of "
                                        + database.settings().directory()));
            } else {
                accepted.add(work);
            }
        }
    }

    /** Stages all works, and takes out those that reject themselves or fail. */
    private void stage(List<Work> works, Batch batch) {
        boolean again = true;
        while (again) {
            batch.clear();
            again = false;
            for (int i = 0; i < works.size() && !again; i++) {
                Work work = works.get(i);
                int before = batch.count();
                try {
                    work.stage(batch);
                } catch (RuntimeException | Error failure) {
                    works.remove(i--);
                    fail(List.of(work), Failures.of(failure));
                    again = batch.count() > before || !(failure instanceof StorageException);
                }
            }
            if (again) {
                states.forEach(GroupState::dropped);
            }
        }
        for (GroupState state : states) {
            state.finish(batch);
        }
    }

    private void fail(List<Work> works, StorageException failure) {
        List<Work> all = List.copyOf(works);
        answers.add(() -> all.forEach(work -> failed(work, failure)));
    }

    private static void answer(Work work) {
        try {
            work.done();
        } catch (RuntimeException | Error failure) {
            failed(work, Failures.of(failure));
        }
    }

    private static void failed(Work work, StorageException failure) {
        try {
            work.failed(failure);
        } catch (RuntimeException | Error thrown) {
            // what a caller does with an answer is not to end the answers of others
            Thread current = Thread.currentThread();
            current.getUncaughtExceptionHandler().uncaughtException(current, thrown);
        }
    }

    /** A work that is a function. */
    private static final class StagedResult<T> implements Work {
        private final long bytes;
        private final boolean freesSpace;
        private final boolean synced;
        private final Function<Batch, T> staging;
        private final CompletableFuture<T> result;
        private @Nullable T staged;
        private boolean changes;

        StagedResult(
                long bytes,
                boolean freesSpace,
                boolean synced,
                Function<Batch, T> staging,
                CompletableFuture<T> result) {
            this.bytes = bytes;
            this.freesSpace = freesSpace;
            this.synced = synced;
            this.staging = staging;
            this.result = result;
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public boolean freesSpace() {
            return freesSpace;
        }

        @Override
        public void stage(Batch batch) {
            int before = batch.count();
            staged = staging.apply(batch);
            changes = batch.count() > before;
        }

        /** Who only looked need not wait for what others wrote. */
        @Override
        public boolean isSynced() {
            return synced && changes;
        }

        @Override
        @SuppressWarnings("NullAway") // what staging gives may be null where T may
        public void done() {
            result.complete(staged);
        }

        @Override
        public void failed(StorageException failure) {
            result.completeExceptionally(failure);
        }
    }
}
