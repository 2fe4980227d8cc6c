package io.pushcore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MainTest {
    @Test
    void helpIsEverywhereAndNamesTheExitCodes() {
        for (String command : new String[] {"serve", "sub", "pub", "his", "top", "check", "repair", "backup"}) {
            CommandRun run = CommandRun.of(command, "--help");
            assertThat(run.exitCode()).isZero();
            assertThat(run.out())
                    .startsWith("Usage: pushcore " + command)
                    .contains("Exit codes:", "3     no connection to a broker");
        }
        assertThat(CommandRun.of("--help").out()).contains("serve", "sub", "pub", "his", "generate-completion");
    }

    @Test
    void theVersionIsEverywhere() {
        assertThat(CommandRun.of("--version").out()).startsWith("pushcore ");
        assertThat(CommandRun.of("sub", "--version").out()).startsWith("pushcore ");
    }

    @Test
    void noCommandIsWrongUsage() {
        CommandRun run = CommandRun.of();
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).isEqualTo("pushcore: Missing required subcommand (see pushcore --help)\n");
    }

    @Test
    void anUnknownCommandOrOptionIsOneLine() {
        for (String[] arguments :
                new String[][] {{"subscribe", "x"}, {"sub", "x", "--sinse", "0"}, {"serve", "extra"}}) {
            CommandRun run = CommandRun.of(arguments);
            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).startsWith("pushcore: ").contains("--help)");
            assertThat(run.err().lines()).hasSize(1);
        }
    }

    @Test
    void completionNamesTheOptions() {
        assertThat(CommandRun.of("generate-completion").out()).contains("--max-payload", "--since", "complete ");
    }
}
