package io.pushcore.engine;

import io.pushcore.Time;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The default executor: virtual threads where the JDK has them, else a small pool of daemon threads that grows by one whenever
 * all of them have stood on the same work for {@link #STALL}, so that handlers which block hold up themselves only.
 */
final class Workers implements Executor, AutoCloseable {
    private static final Duration STALL = Duration.ofMillis(50);
    private static final int MOST = 2_000;

    private final ExecutorService threads;
    private final Time time;
    /** The last count of finished tasks; only the timer touches it. */
    private long finished;

    private volatile boolean closed;

    Workers(Time time) {
        this.time = time;
        ExecutorService virtual = virtualThreads();
        if (virtual != null) {
            threads = virtual;
        } else {
            ThreadPoolExecutor pool = pool();
            threads = pool;
            watch(pool);
        }
    }

    @Override
    public void execute(Runnable work) {
        try {
            threads.execute(work);
        } catch (RejectedExecutionException closing) {
            if (!closed) {
                throw closing;
            }
        }
    }

    /** Takes no more work and interrupts what still runs, but for the caller, who may be one of them. */
    @Override
    public void close() {
        closed = true;
        boolean interrupted = Thread.interrupted();
        threads.shutdownNow();
        Thread.interrupted();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadPoolExecutor pool() {
        AtomicInteger number = new AtomicInteger();
        int few = Math.max(2, Runtime.getRuntime().availableProcessors());
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(few, MOST, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "pushcore-worker-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private void watch(ThreadPoolExecutor pool) {
        time.schedule(STALL, () -> {
            if (closed) {
                return;
            }
            long done = pool.getCompletedTaskCount();
            int few = Math.max(2, Runtime.getRuntime().availableProcessors());
            if (!pool.getQueue().isEmpty() && done == finished && pool.getCorePoolSize() < MOST) {
                pool.setCorePoolSize(pool.getCorePoolSize() + 1);
            } else if (pool.getQueue().isEmpty() && pool.getActiveCount() < few && pool.getCorePoolSize() > few) {
                pool.setCorePoolSize(few);
            }
            finished = done;
            watch(pool);
        });
    }

    /** {@code Executors.newVirtualThreadPerTaskExecutor()}, on JDK 21 and later. */
    private static @Nullable ExecutorService virtualThreads() {
        try {
            return (ExecutorService) MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class))
                    .invoke();
        } catch (NoSuchMethodException olderJdk) {
            return null;
        } catch (Throwable e) {
            throw new IllegalStateException("virtual threads cannot be used", e);
        }
    }
}
