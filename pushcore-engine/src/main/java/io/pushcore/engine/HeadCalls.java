package io.pushcore.engine;

import io.pushcore.Time;
import io.pushcore.storage.Head;
import io.pushcore.storage.StorageException;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Asks the storage how far logs reach. While it is busy with some of these calls, all that is asked meanwhile makes the next: after a node
 * died, thousands come for channels that nobody here read. An answer is never older than its question. Usable from any thread.
 */
final class HeadCalls {
    /** So many may be under way at once, so that one channel whose log does not answer holds up few others. */
    private static final int CALLS = 16;
    /** In one call. */
    private static final int MOST = 500;

    private final Engine engine;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, CompletableFuture<Head>> waiting = new LinkedHashMap<>();
    private int underWay;

    HeadCalls(Engine engine) {
        this.engine = engine;
    }

    CompletableFuture<Head> head(String channel) {
        CompletableFuture<Head> answer;
        lock.lock();
        try {
            if (underWay == CALLS) {
                return waiting.computeIfAbsent(channel, name -> new CompletableFuture<>());
            }
            underWay++;
            answer = new CompletableFuture<>();
        } finally {
            lock.unlock();
        }
        call(Map.of(channel, answer));
        return answer;
    }

    private void call(Map<String, CompletableFuture<Head>> asked) {
        ask(List.copyOf(asked.keySet())).whenComplete((heads, failure) -> {
            Map<String, CompletableFuture<Head>> next = next();
            answer(asked.values(), heads, failure);
            if (!next.isEmpty()) {
                call(next);
            }
        });
    }

    /** The answer of the storage, or a failure where it gives none in time. */
    private CompletableFuture<List<Head>> ask(List<String> names) {
        CompletableFuture<List<Head>> heads;
        try {
            heads = engine.log.heads(names).toCompletableFuture();
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
        if (heads.isDone()) {
            return heads;
        }
        CompletableFuture<List<Head>> inTime = heads.copy();
        Time.Timer timer = engine.time.schedule(
                engine.options.publishTimeout().dividedBy(6),
                () -> inTime.completeExceptionally(new StorageException(
                        StorageException.Fault.RETRIABLE, "no answer to heads of " + names.size() + " channels")));
        inTime.whenComplete((found, failure) -> timer.cancel());
        return inTime;
    }

    /** What the caller asks next in place of what was answered; where it is nothing, a call less is under way. */
    private Map<String, CompletableFuture<Head>> next() {
        Map<String, CompletableFuture<Head>> next = new LinkedHashMap<>();
        lock.lock();
        try {
            Iterator<Map.Entry<String, CompletableFuture<Head>>> all =
                    waiting.entrySet().iterator();
            while (next.size() < MOST && all.hasNext()) {
                Map.Entry<String, CompletableFuture<Head>> one = all.next();
                next.put(one.getKey(), one.getValue());
                all.remove();
            }
            underWay -= next.isEmpty() ? 1 : 0;
        } finally {
            lock.unlock();
        }
        return next;
    }

    private static void answer(
            Iterable<CompletableFuture<Head>> asked, @Nullable List<Head> heads, @Nullable Throwable failure) {
        Iterator<Head> found = heads == null ? Collections.emptyIterator() : heads.iterator();
        for (CompletableFuture<Head> one : asked) {
            if (found.hasNext()) {
                one.complete(found.next());
            } else {
                one.completeExceptionally(
                        failure == null ? new IllegalStateException("storage gave too few heads") : failure);
            }
        }
    }
}
