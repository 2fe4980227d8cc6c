package io.pushcore.netty.pushd;

import io.pushcore.netty.admin.JsonObject;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What pushd says of its process, by the names that Go has for it: threads for goroutines, the heap of the JVM. */
final class PushdProcess {
    private static final int MOST_CHARACTERS = 1 << 20;

    private PushdProcess() {}

    static JsonObject sys() {
        Runtime runtime = Runtime.getRuntime();
        long system = runtime.totalMemory();
        long used = system - runtime.freeMemory();
        ProcessTimes times = ProcessTimes.now();
        return new JsonObject()
                .number("goroutines", ManagementFactory.getThreadMXBean().getThreadCount())
                .object(
                        "memory",
                        new JsonObject()
                                .number("Alloc", used)
                                .number("Sys", system)
                                .number("HeapAlloc", used)
                                .number("HeapSys", system)
                                .number("HeapIdle", system - used)
                                .number("HeapInuse", used)
                                .number(
                                        "PauseTotalNs",
                                        collecting(GarbageCollectorMXBean::getCollectionTime) * 1_000_000)
                                .number("NumGC", collecting(GarbageCollectorMXBean::getCollectionCount))
                                .flag("EnableGC", true))
                .object(
                        "rusage",
                        new JsonObject()
                                .object("Utime", seconds(times.user()))
                                .object("Stime", seconds(times.system())));
    }

    /** The sum over all collectors of the JVM, but for those that do not know. */
    private static long collecting(ToLongFunction<GarbageCollectorMXBean> figure) {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(figure)
                .filter(known -> known > 0)
                .sum();
    }

    private static JsonObject seconds(Duration time) {
        return new JsonObject().number("Sec", time.toSeconds()).number("Usec", time.toNanosPart() / 1_000);
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
