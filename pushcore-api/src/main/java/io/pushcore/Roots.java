package io.pushcore;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Function;

/** Finds the engine and the default storage through {@link ServiceLoader}. */
final class Roots {
    private Roots() {}

    /** The one provider there is, looked for with the loader of the broker first, then with the thread's. */
    static <T> T one(Class<T> root, Function<T, String> name, String what, String artifact) {
        Map<String, T> found = new LinkedHashMap<>();
        collect(ServiceLoader.load(root, Broker.class.getClassLoader()), name, found);
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        if (found.isEmpty() && context != null) {
            collect(ServiceLoader.load(root, context), name, found);
        }
        if (found.isEmpty()) {
            throw new PushCoreException(
                    ErrorCode.BAD_OPTION, what + " is missing: add io.pushcore:" + artifact + " to the dependencies");
        }
        if (found.size() > 1) {
            throw new PushCoreException(
                    ErrorCode.BAD_OPTION,
                    "more than one of " + what + " on the class path, choose one: "
                            + String.join(", ", found.keySet()));
        }
        return found.values().iterator().next();
    }

    private static <T> void collect(ServiceLoader<T> loader, Function<T, String> name, Map<String, T> found) {
        for (T provider : loader) {
            found.putIfAbsent(name.apply(provider), provider);
        }
    }
}
