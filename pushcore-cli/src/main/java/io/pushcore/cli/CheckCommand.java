package io.pushcore.cli;

import io.pushcore.disk.Checked;
import io.pushcore.disk.DiskCheck;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code check}: looks through the directory of a broker. */
@Command(
        name = "check",
        sortOptions = false,
        description = {
            "Looks through the directory of a broker that has ended: each file, each record, and whether they go together.",
            "Each thing that is wrong is a line, and then it ends with 1. Nothing is changed."
        })
final class CheckCommand extends DirectoryCommand {
    /** More are counted only. */
    private static final int MOST_LINES = 1_000;

    CheckCommand(Shell shell) {
        super(shell);
    }

    @Override
    int run() throws IOException {
        List<String> lines = new ArrayList<>();
        Checked checked = DiskCheck.of(directory()).progress(this::progress).run(finding -> {
            if (lines.size() < MOST_LINES) {
                lines.add(finding.sentence());
            }
        });
        endProgress();
        for (String line : lines) {
            say(line);
        }
        if (checked.isSound()) {
            say("sound: " + counted(checked));
            return ExitCode.DONE;
        }
        say("looked at: " + counted(checked));
        throw new CommandFailed(
                ExitCode.FAILED,
                checked.findings() + " wrong in " + directory() + "; ./pushcore repair " + directory()
                        + " says what can be saved");
    }
}
