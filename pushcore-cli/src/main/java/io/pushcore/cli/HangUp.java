package io.pushcore.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** SIGHUP, by which operators let a program read its settings again. Java knows signals by an interface only that it does not promise. */
final class HangUp {
    private HangUp() {}

    /** Runs the work at each of them, on a thread of its own; false if this Java cannot. */
    static boolean whenTold(Runnable work) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object told = Proxy.newProxyInstance(
                    HangUp.class.getClassLoader(),
                    new Class<?>[] {handler},
                    (proxy, method, arguments) -> handle(proxy, method, arguments, work));
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), told);
            return true;
        } catch (ReflectiveOperationException | IllegalArgumentException notHere) {
            return false;
        }
    }

    private static Object handle(Object proxy, Method method, Object[] arguments, Runnable work) {
        return switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> "SIGHUP";
            default -> {
                work.run();
                yield Void.TYPE;
            }
        };
    }
}
