package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The files of {@code docs/deploy}, and how the command takes what stands in them. */
final class DeployFiles {
    private DeployFiles() {}

    static Path path(String name) {
        return Path.of("..", "docs", "deploy", name);
    }

    static String text(String name) {
        try {
            return Files.readString(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException("tests run in the module's directory", e);
        }
    }

    static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What stands at the end of a way through mappings. */
    @SuppressWarnings("unchecked")
    static <T> T at(Object begin, String... way) {
        Object here = begin;
        for (String key : way) {
            Object there = ((Map<String, Object>) here).get(key);
            assertThat(there).as(key + " of " + here).isNotNull();
            here = there;
        }
        return (T) here;
    }

    /** {@code serve} with these arguments and this environment, as it is read before a broker starts. */
    static ServeOptions options(List<String> command, Map<String, String> environment) {
        assertThat(command.get(0)).isEqualTo("serve");
        CommandLine serve = ServeCommand.commandLine(new CommandRun().shell(), work -> {});
        Map<Setting, List<String>> said = new EnumMap<>(Setting.class);
        for (OptionSpec option :
                serve.parseArgs(command.stream().skip(1).toArray(String[]::new)).matchedOptions()) {
            Setting setting = Setting.ofKey(option.longestName().substring(2)).orElseThrow();
            said.put(setting, option.originalStringValues());
        }
        return ServeOptions.of(Settings.of(said, environment));
    }

    /** The secrets that the page has a user make, by the shell of this machine. */
    static Map<String, String> secretsOfThePage(Path directory) throws IOException, InterruptedException {
        Path file = directory.resolve("docs/deploy/.env");
        Files.createDirectories(directory.resolve("docs/deploy"));
        String snippet = shellSnippets().stream()
                .filter(text -> text.contains("docs/deploy/.env"))
                .findFirst()
                .orElseThrow();
        assertThat(exitCode(new ProcessBuilder("sh", "-c", snippet).directory(directory.toFile())))
                .isZero();
        Map<String, String> secrets = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            secrets.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
        }
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
        return secrets;
    }

    static List<String> shellSnippets() {
        return Pattern.compile("^```sh\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(text("README.md"))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }

    static int exitCode(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(said).isTrue();
        return process.exitValue();
    }
}
