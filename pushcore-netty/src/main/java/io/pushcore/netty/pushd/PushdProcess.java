package io.pushcore.netty.pushd;

import io.pushcore.netty.admin.JsonObject;
import java.time.Duration;
import java.util.Map;

/** What pushd says of its process, by the names that Go has for it: threads for goroutines, the heap of the JVM. */
final class PushdProcess {
    private static final int MOST_CHARACTERS = 1 << 20;

    private PushdProcess() {}

    static JsonObject sys() {
        Runtime runtime = Runtime.getRuntime();
        long system = runtime.totalMemory();
        long used = system - runtime.freeMemory();
        return new JsonObject()
                .number("goroutines", Thread.getAllStackTraces().size())
                .object(
                        "memory",
                        new JsonObject()
                                .number("Alloc", used)
                                .number("Sys", system)
                                .number("HeapAlloc", used)
                                .number("HeapSys", system)
                                .number("HeapIdle", system - used)
                                .number("HeapInuse", used)
                                .flag("EnableGC", true))
                .object("rusage", new JsonObject().object("Utime", cpu()));
    }

    /** All of it: what the system did for the process is not told apart. */
    private static JsonObject cpu() {
        Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        return new JsonObject().number("Sec", cpu.toSeconds()).number("Usec", cpu.toNanosPart() / 1_000);
    }

    static JsonObject trace() {
        StringBuilder all = new StringBuilder();
        for (Map.Entry<Thread, StackTraceElement[]> stack :
                Thread.getAllStackTraces().entrySet()) {
            Thread thread = stack.getKey();
            all.append("thread ").append(thread.getName()).append(" [").append(thread.getState());
            all.append("]:\n");
            for (StackTraceElement frame : stack.getValue()) {
                all.append('\t').append(frame).append('\n');
            }
            all.append('\n');
        }
        return new JsonObject().text("callstack", all.substring(0, Math.min(all.length(), MOST_CHARACTERS)));
    }
}
