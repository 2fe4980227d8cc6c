package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a broker wrote, synced and answered, in the order of its calls, as the system's tracer noted it. */
final class Traced {
    private static final Pattern CALL = Pattern.compile("^(\\d+) +(\\w+)\\((.*)$");
    private static final Pattern RESUMED = Pattern.compile("^(\\d+) +<\\.\\.\\. (\\w+) resumed>.*$");
    private static final Pattern LOG = Pattern.compile("^\\d+<[^>]*\\.log>");
    private static final Pattern TEXT = Pattern.compile("[a-z]+-\\d+");
    private static final Pattern ANSWER = Pattern.compile("ok pub (\\w+ \\w+:\\d+)");

    /** By message, the call that wrote it to the log. */
    private final Map<String, Integer> written = new HashMap<>();
    /** By channel and position, the call that told it. */
    private final Map<String, Integer> told = new HashMap<>();
    /** By the call at which a sync of the log ended, the latest call at which one that has ended by then began. */
    private final TreeMap<Integer, Integer> synced = new TreeMap<>();

    private final Map<String, Integer> begun = new HashMap<>();
    private int at;

    private Traced() {}

    /** The words before a command that is to be traced; skips the test where nothing can be traced. */
    static List<String> into(Path notes) throws InterruptedException {
        int works;
        try {
            works = new ProcessBuilder("strace", "-o", notes.toString(), "true")
                    .start()
                    .waitFor();
        } catch (IOException e) {
            works = -1;
        }
        assumeTrue(works == 0, "there is no strace, or it may not trace");
        String calls = "trace=write,writev,pwrite64,sendto,fsync,fdatasync";
        return List.of("strace", "-f", "-y", "--seccomp-bpf", "-s", "1000000", "-e", calls, "-o", notes.toString());
    }

    static Traced of(Path notes) throws IOException {
        Traced traced = new Traced();
        try (BufferedReader lines = Files.newBufferedReader(notes, ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                traced.at++;
                traced.take(line);
            }
        }
        return traced;
    }

    private void take(String line) {
        Matcher resumed = RESUMED.matcher(line);
        if (resumed.matches()) {
            Integer since = begun.remove(resumed.group(1) + resumed.group(2));
            if (since != null) {
                ended(since);
            }
            return;
        }
        Matcher call = CALL.matcher(line);
        if (!call.matches()) {
            return;
        }
        String what = call.group(3);
        if (!LOG.matcher(what).find()) {
            ANSWER.matcher(what).results().forEach(answer -> told.putIfAbsent(answer.group(1), at));
        } else if (!call.group(2).endsWith("sync")) {
            TEXT.matcher(what).results().forEach(text -> written.putIfAbsent(text.group(), at));
        } else if (what.endsWith("<unfinished ...>")) {
            begun.put(call.group(1) + call.group(2), at);
        } else {
            ended(at);
        }
    }

    private void ended(int since) {
        synced.put(at, Math.max(since, synced.isEmpty() ? 0 : synced.lastEntry().getValue()));
    }

    /** How often the log was synced. */
    int syncs() {
        return synced.size();
    }

    /** Whether a sync of the log began after a message was written there and ended before that was told. */
    boolean isTruthful(String channel, SurePublisher.Acknowledged one) {
        var before = synced.floorEntry(told.get(channel + " " + one.position()));
        return before != null && before.getValue() > written.get(one.text());
    }
}
