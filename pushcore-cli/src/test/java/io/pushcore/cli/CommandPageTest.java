package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** {@code docs/command.md} and the command agree. */
class CommandPageTest {
    private final String page = read();
    private final CommandLine command = Main.commandLine(
            new Shell(System.in, System.out, new PrintStream(System.out, true, UTF_8), false, false, Map.of()),
            work -> {},
            wait -> {},
            new Random(1));

    @Test
    void everyOptionIsOnThePageAndEveryOptionThereExists() {
        Set<String> options = command.getSubcommands().values().stream()
                .flatMap(subcommand -> subcommand.getCommandSpec().options().stream())
                .map(OptionSpec::longestName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(options).contains("--since", "--line-framed", "--help").hasSizeGreaterThan(20);
        assertThat(found("`(--[a-z-]+)[^`]*`")).isEqualTo(options);
    }

    @Test
    void everyOptionStandsWithTheCommandThatHasIt() {
        for (Setting setting : Setting.values()) {
            assertThat(page).contains("| `" + setting.option());
        }
        assertRow("--since", "sub", "his");
        assertRow("--payload-only", "sub", "his");
        assertRow("--count", "sub");
        assertRow("--retry", "sub");
        assertRow("--limit", "his");
        assertRow("--key", "pub");
        assertRow("--ttl", "pub");
        assertRow("--id", "pub");
        for (String shared : new String[] {"--host", "--port", "--tls-ca", "--token", "--app"}) {
            assertThat(page).containsPattern("\\| `" + shared + " [^|]*\\| all \\|");
        }
    }

    @Test
    void theDefaultsOnThePageAreThoseOfTheCommand() {
        for (Setting setting : Setting.values()) {
            if (!setting.isFlag() && !setting.byDefault().isEmpty()) {
                assertThat(page.replace("\\|", "!"))
                        .containsPattern("\\| `" + setting.option() + " [^|]*\\| `" + setting.byDefault() + "` \\|");
            }
        }
    }

    @Test
    void everyCommandAndExitCodeIsOnThePage() {
        for (String name : command.getSubcommands().keySet()) {
            assertThat(page).contains("| `" + name);
        }
        command.getCommandSpec()
                .usageMessage()
                .exitCodeList()
                .keySet()
                .forEach(code -> assertThat(page).contains("| " + code + " |"));
    }

    private void assertRow(String option, String... commands) {
        String names = "`" + String.join("`, `", commands) + "`";
        assertThat(page).containsPattern("\\| `" + option + "[^|]*\\| " + names + " \\|");
        for (String name : commands) {
            assertThat(command.getSubcommands().get(name).getCommandSpec().findOption(option))
                    .isNotNull();
        }
        assertThat(command.getSubcommands().values().stream()
                        .filter(subcommand -> subcommand.getCommandSpec().findOption(option) != null))
                .hasSize(commands.length);
    }

    private Set<String> found(String pattern) {
        return Pattern.compile(pattern)
                .matcher(page)
                .results()
                .map((MatchResult result) -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String read() {
        try {
            return Files.readString(Path.of("..", "docs", "command.md"));
        } catch (IOException e) {
            throw new AssertionError("tests run in the module's directory", e);
        }
    }
}
