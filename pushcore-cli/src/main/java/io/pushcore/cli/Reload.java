package io.pushcore.cli;

import io.pushcore.PushCoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads the settings again while the broker runs, and puts the rules and limits that they name in the place of those that hold. Usable from
 * any thread.
 */
final class Reload {
    /** What is part of the rules. All other settings need a restart. */
    private static final Set<Setting> RELOADED = Set.of(Setting.KEEP, Setting.KEEP_FOR, Setting.MAX_PAYLOAD);

    private final Supplier<Settings> source;
    private final Settings started;
    private final RunningBroker broker;

    /** @param source reads the settings anew */
    Reload(Supplier<Settings> source, Settings started, RunningBroker broker) {
        this.source = source;
        this.started = started;
        this.broker = broker;
    }

    /**
     * Changes all that can change, and says in a sentence what became of it.
     *
     * @throws CommandFailed names the option that is wrong; nothing has changed then
     */
    String run() {
        Settings now = source.get();
        ServeOptions options = ServeOptions.of(now);
        try {
            broker.reload(options.tuning());
        } catch (PushCoreException refused) {
            throw new CommandFailed(ExitCode.FAILED, refused.sentence());
        }
        List<String> later = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            if (!RELOADED.contains(setting) && !now.effective(setting).equals(started.effective(setting))) {
                later.add(setting.option());
            }
        }
        return "rules and limits are read again"
                + (later.isEmpty() ? "" : "; what was changed here takes a restart: " + String.join(", ", later));
    }

    /** The same, told to whoever watches the process. */
    void runFor(Shell shell) {
        try {
            shell.complain(run());
        } catch (CommandFailed wrong) {
            shell.complain("nothing is changed: " + wrong.sentence());
        }
    }
}
