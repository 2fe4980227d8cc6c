package io.pushcore.cli;

import io.pushcore.Broker;
import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the settings again while the broker runs, and puts the rules and limits that they name in the place of those that hold. Usable from
 * any thread.
 */
final class Reload {
    /** What is part of the rules. All other settings need a restart. */
    private static final Set<Setting> RELOADED = Set.of(Setting.KEEP, Setting.KEEP_FOR, Setting.MAX_PAYLOAD);

    private static final String NOTHING = "nothing is changed: ";

    private final Supplier<Settings> source;
    private final Settings started;
    /** One at a time, so that what was read last holds. */
    private final ReentrantLock lock = new ReentrantLock();

    private volatile @Nullable Broker broker;

    /** @param source reads the settings anew */
    Reload(Supplier<Settings> source, Settings started) {
        this.source = source;
        this.started = started;
    }

    /** Says which broker it is about. */
    void of(Broker newBroker) {
        broker = newBroker;
    }

    /**
     * Changes all that can change, and says in a sentence what became of it.
     *
     * @throws CommandFailed names the option that is wrong; nothing has changed then
     */
    String run() {
        lock.lock();
        try {
            return said(change());
        } finally {
            lock.unlock();
        }
    }

    private Settings change() {
        Broker known = broker;
        if (known == null) {
            throw new CommandFailed(ExitCode.FAILED, "the broker is not open yet");
        }
        Settings now = source.get();
        try {
            known.reload(ServeOptions.of(now).tuning());
        } catch (PushCoreException refused) {
            throw new CommandFailed(ExitCode.FAILED, now.located(refused.sentence()));
        }
        return now;
    }

    private String said(Settings now) {
        List<String> later = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            if (!RELOADED.contains(setting) && !now.effective(setting).equals(started.effective(setting))) {
                later.add(setting.option());
            }
        }
        return "rules and limits are read again"
                + (later.isEmpty() ? "" : "; what was changed here takes a restart: " + String.join(", ", later));
    }

    /** The same for the admin port. */
    String runForAdmin() {
        try {
            return run();
        } catch (CommandFailed wrong) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, NOTHING + wrong.sentence());
        }
    }

    /** The same, told to whoever watches the process. */
    void runFor(Shell shell) {
        try {
            shell.complain(run());
        } catch (CommandFailed wrong) {
            shell.complain(NOTHING + wrong.sentence());
        }
    }
}
