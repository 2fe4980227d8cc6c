package io.pushcore.cli;

import java.io.Serial;

/** The end of a command: an exit code and the one sentence that standard error gets. */
final class CommandFailed extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    CommandFailed(int exitCode, String sentence) {
        super(sentence);
        this.exitCode = exitCode;
    }

    static CommandFailed usage(String sentence) {
        return new CommandFailed(ExitCode.USAGE, sentence);
    }

    int exitCode() {
        return exitCode;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
