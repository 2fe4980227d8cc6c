package io.pushcore.netty;

import io.pushcore.memory.MemoryStorage;
import io.pushcore.storage.ChannelLog;
import io.pushcore.storage.StorageBackend;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Storage on the heap whose logs answer every read twenty milliseconds late, on another thread. */
final class SlowStorage {
    private static final Executor LATER = CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);

    private SlowStorage() {}

    static StorageBackend open() {
        StorageBackend storage = MemoryStorage.create();
        return proxy(StorageBackend.class, (method, arguments) -> {
            Object answer = invoke(method, storage, arguments);
            return answer instanceof ChannelLog log ? slow(log) : answer;
        });
    }

    private static ChannelLog slow(ChannelLog log) {
        return proxy(ChannelLog.class, (method, arguments) -> {
            Object answer = invoke(method, log, arguments);
            return method.getName().equals("read") && answer instanceof CompletionStage<?> stage
                    ? stage.thenApplyAsync(value -> value, LATER)
                    : answer;
        });
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call.of(method, arguments)));
    }

    private static Object invoke(Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private interface Call {
        Object of(Method method, Object[] arguments) throws Throwable;
    }
}
