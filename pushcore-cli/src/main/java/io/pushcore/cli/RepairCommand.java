package io.pushcore.cli;

import io.pushcore.disk.DiskRepair;
import io.pushcore.disk.Repaired;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code repair}: saves what can be saved of the directory of a broker. */
@Command(
        name = "repair",
        sortOptions = false,
        description = {
            "Says what would be lost if the directory of a broker that has ended were repaired; with --yes repairs it.",
            "The damaged files stay in it, in damaged-TIME. Afterwards new epochs begin."
        })
final class RepairCommand extends DirectoryCommand {
    @Option(names = "--yes", description = "Do it, and drop what cannot be read.")
    private boolean yes;

    @Option(
            names = "--new-epochs",
            description = "Only let new epochs begin: for a copy of a directory that backup did not make.")
    private boolean newEpochs;

    RepairCommand(Shell shell) {
        super(shell);
    }

    @Override
    int run() throws IOException {
        DiskRepair repair = DiskRepair.of(directory()).progress(this::progress);
        if (newEpochs) {
            repair.newEpochs();
            say("new epochs begin when a broker opens " + directory());
            return ExitCode.DONE;
        }
        List<String> dropped = new ArrayList<>();
        Repaired repaired = yes ? repair.run(dropped::add) : repair.plan(dropped::add);
        endProgress();
        if (repaired.findings() == 0) {
            say("nothing is wrong with " + directory());
            return ExitCode.DONE;
        }
        for (String one : dropped) {
            say((yes ? "dropped: " : "would be dropped: ") + one);
        }
        String kept = repaired.channels() + " channels and " + repaired.messages() + " messages";
        if (yes) {
            say("repaired: " + kept + " are kept; the damaged files are in " + repaired.aside());
            return ExitCode.DONE;
        }
        say("would be kept: " + kept);
        throw new CommandFailed(
                ExitCode.FAILED, "nothing is changed; ./pushcore repair " + directory() + " --yes does it");
    }
}
