package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.PushCoreException;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code serve}: runs a broker until the process is told to end. */
@Command(
        name = "serve",
        sortOptions = false,
        description = {
            "Runs a broker.",
            "Ctrl-C or SIGTERM end it with 0, once its clients have been told and the dump is written.",
            "Each option can also be a key in the file of --config (keep-for=10m) or a variable of the environment"
                    + " (PUSHCORE_KEEP_FOR=10m); the command line comes first, then the environment, then the file."
        })
final class ServeCommand implements Callable<Integer> {
    /** Tells when the process is to end. */
    @FunctionalInterface
    interface EndOfProcess {
        /** Runs the work when the process is told to end; its result becomes the exit code. */
        void whenTold(IntSupplier work);
    }

    private final Shell shell;
    private final EndOfProcess end;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private ServeCommand(Shell shell, EndOfProcess end) {
        this.shell = shell;
        this.end = end;
    }

    /** The command with an option for each setting. */
    static CommandLine commandLine(Shell shell, EndOfProcess end) {
        ServeCommand command = new ServeCommand(shell, end);
        CommandLine commandLine = new CommandLine(command);
        for (Setting setting : Setting.values()) {
            commandLine.getCommandSpec().addOption(option(setting));
        }
        return commandLine;
    }

    @Override
    public Integer call() {
        Map<Setting, List<String>> said = said();
        Settings settings = Settings.of(said, shell.environment());
        ServeOptions options = ServeOptions.of(settings);
        Optional<Reload> reloads = settings.isSaid(Setting.CONFIG)
                ? Optional.of(new Reload(() -> Settings.of(said, shell.environment()), settings))
                : Optional.empty();
        RunningBroker broker = RunningBroker.start(options, reloads, shell::complain);
        end.whenTold(() -> close(broker));
        reloads.ifPresent(told -> HangUp.whenTold(() -> told.runFor(shell)));
        say(StartMessage.of(options, broker));
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException asked) {
            return close(broker);
        }
        return ExitCode.DONE;
    }

    /** What nobody can read, or a full disk does not take, is no reason not to serve. */
    private void say(List<String> lines) {
        try {
            shell.out().write((String.join("\n", lines) + "\n").getBytes(UTF_8));
            shell.out().flush();
        } catch (IOException full) {
            shell.complain("it listens, but cannot say so on standard output: " + full.getMessage());
        }
    }

    private int close(RunningBroker broker) {
        try {
            broker.close();
            return ExitCode.DONE;
        } catch (CommandFailed e) {
            shell.complain(e.sentence());
            return e.exitCode();
        } catch (PushCoreException e) {
            shell.complain(e.sentence());
            return ExitCode.FAILED;
        }
    }

    /** What the command line says. */
    private Map<Setting, List<String>> said() {
        ParseResult parsed = spec.commandLine().getParseResult();
        Map<Setting, List<String>> said = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            if (parsed.hasMatchedOption(setting.option())) {
                List<String> values = parsed.matchedOption(setting.option()).originalStringValues();
                said.put(setting, setting.isFlag() ? List.of("true") : values);
            }
        }
        return said;
    }

    private static OptionSpec option(Setting setting) {
        String byDefault =
                setting.isFlag() || setting.byDefault().isEmpty() ? "" : " Default: " + setting.byDefault() + ".";
        OptionSpec.Builder option = OptionSpec.builder(setting.option()).description(setting.description() + byDefault);
        if (setting.isFlag()) {
            return option.type(boolean.class).arity("0").build();
        }
        option.paramLabel(setting.value()).arity("1");
        return setting.isRepeatable()
                ? option.type(List.class).auxiliaryTypes(String.class).build()
                : option.type(String.class).build();
    }
}
