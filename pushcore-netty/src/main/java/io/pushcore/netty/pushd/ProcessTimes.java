package io.pushcore.netty.pushd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How much of the processors this process has had.
 *
 * @param user in its own code; where the system does not tell the two apart, all of it
 * @param system in the system's, for it
 */
record ProcessTimes(Duration user, Duration system) {
    /** The line of numbers that Linux has for a process, which begins with its number and its name in parentheses. */
    private static final Path STAT = Path.of("/proc/self/stat");

    /** Where user and system time stand behind the name, in ticks. */
    private static final int USER = 11;

    private static final int SYSTEM = 12;

    static ProcessTimes now() {
        Duration all = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        try {
            return of(all, Files.readString(STAT, ISO_8859_1));
        } catch (IOException | NumberFormatException unknown) {
            return new ProcessTimes(all, Duration.ZERO);
        }
    }

    /** Parts a time as the ticks are parted, whatever a tick is. */
    static ProcessTimes of(Duration all, String stat) {
        String[] numbers = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" +", -1);
        if (numbers.length <= SYSTEM) {
            return new ProcessTimes(all, Duration.ZERO);
        }
        double user = Long.parseLong(numbers[USER]);
        double system = Long.parseLong(numbers[SYSTEM]);
        Duration part = Duration.ofNanos(Math.round(all.toNanos() * system / Math.max(1, user + system)));
        return new ProcessTimes(all.minus(part), part);
    }
}
