package io.pushcore.benchmarks;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the time while a storage owes an answer: calls that overlap count once. Any thread. */
final class BusyTime {
    /** Calls of one name. */
    record Calls(int count, long nanos) {
        Calls plus(Calls more) {
            return new Calls(count + more.count, nanos + more.nanos);
        }
    }

    /** Guards the fields below. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition idle = lock.newCondition();
    private int open;
    private long since;
    private long nanos;
    private final Map<String, Calls> byCall = new TreeMap<>();

    /** A part of a storage whose calls are counted. */
    <T> T of(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            String call = method.getName();
            begin();
            long began = System.nanoTime();
            try {
                Object answer = method.invoke(real, args);
                if (answer instanceof CompletionStage<?> stage) {
                    stage.whenComplete((result, failure) -> end(call, began));
                } else {
                    end(call, began);
                }
                return answer;
            } catch (InvocationTargetException thrown) {
                end(call, began);
                throw thrown.getCause();
            }
        }));
    }

    /** Returns once no answer is owed; fails if that takes longer than ten seconds. */
    void awaitIdle() throws InterruptedException {
        long left = TimeUnit.SECONDS.toNanos(10);
        lock.lock();
        try {
            while (open > 0) {
                if (left <= 0) {
                    throw new IllegalStateException("the storage owes " + open + " answers");
                }
                left = idle.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** What was counted since this was asked last. */
    long take() {
        lock.lock();
        try {
            long taken = nanos;
            nanos = 0;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** How long calls took, by their names, and forgets it. */
    Map<String, Calls> takeCalls() {
        lock.lock();
        try {
            Map<String, Calls> taken = new TreeMap<>(byCall);
            byCall.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void begin() {
        lock.lock();
        try {
            if (open++ == 0) {
                since = System.nanoTime();
            }
        } finally {
            lock.unlock();
        }
    }

    private void end(String call, long began) {
        lock.lock();
        try {
            long now = System.nanoTime();
            byCall.merge(call, new Calls(1, now - began), Calls::plus);
            if (--open == 0) {
                nanos += now - since;
                idle.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }
}
