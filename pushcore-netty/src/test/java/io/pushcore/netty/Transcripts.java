package io.pushcore.netty;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The transcripts of a page under {@code docs/dialects}: blocks that begin with {@code transcript} and a title. */
final class Transcripts {
    private static final Pattern BLOCK = Pattern.compile("```transcript (.+)\n((?:.+\n)+?)```");

    private Transcripts() {}

    /** The lines of each by its title. */
    static Map<String, List<String>> of(String page) throws IOException {
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (MatchResult block : BLOCK.matcher(page(page)).results().toList()) {
            if (all.put(block.group(1), block.group(2).lines().toList()) != null) {
                throw new AssertionError("title stands there twice: " + block.group(1));
            }
        }
        return all;
    }

    static String page(String page) throws IOException {
        return Files.readString(Path.of("../docs/dialects").resolve(page), UTF_8);
    }

    /** What a command of a shell prints; whatever its user has told curl to do always is not done. */
    static String run(String command, Path home) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("HOME", home.toString());
        builder.environment()
                .keySet()
                .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return said;
    }
}
