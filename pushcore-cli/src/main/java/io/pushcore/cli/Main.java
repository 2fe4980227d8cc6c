package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.PushCoreException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.security.SecureRandom;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The {@code pushcore} command. */
@Command(
        name = "pushcore",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "A pub/sub broker whose channels are logs, and a client for it.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the broker refused, or something failed here",
            "2:the command line, the environment or the configuration file is wrong",
            "3:no connection to a broker, or none any more",
            "130:interrupted; a client ended by SIGTERM has 143"
        })
public final class Main {
    private Main() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String... arguments) {
        // before anything is logged: a full disk must not stop what goes on
        System.setErr(new PrintStream(
                new LossyLog(new FileOutputStream(FileDescriptor.err)), true, Charset.defaultCharset()));
        System.exit(run(Shell.ofProcess(), Main::atShutdown, arguments));
    }

    /** Runs the command and gives back its exit code. */
    static int run(Shell shell, ServeCommand.EndOfProcess end, String... arguments) {
        return commandLine(shell, end, wait -> Thread.sleep(wait.toMillis()), new SecureRandom())
                .execute(arguments);
    }

    static CommandLine commandLine(
            Shell shell, ServeCommand.EndOfProcess end, SubscribeCommand.Pause pause, RandomGenerator random) {
        CommandLine commandLine = new CommandLine(new Main())
                .addSubcommand(ServeCommand.commandLine(shell, end))
                .addSubcommand(new SubscribeCommand(shell, pause, random))
                .addSubcommand(new PublishCommand(shell))
                .addSubcommand(new HistoryCommand(shell))
                .addSubcommand(new TopCommand(shell, pause))
                .addSubcommand(new CheckCommand(shell))
                .addSubcommand(new RepairCommand(shell))
                .addSubcommand(new BackupCommand(shell))
                .addSubcommand(new AutoComplete.GenerateCompletion());
        return commandLine
                .setOut(new PrintWriter(shell.out(), true, UTF_8))
                .setErr(new PrintWriter(shell.err(), true, UTF_8))
                // a message may begin with an at sign
                .setExpandAtFiles(false)
                .setParameterExceptionHandler((wrong, all) -> usage(wrong, shell))
                .setExecutionExceptionHandler((failure, command, result) -> failed(failure, shell));
    }

    private static int usage(ParameterException wrong, Shell shell) {
        String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
        String sentence = String.valueOf(wrong.getMessage()).lines().findFirst().orElse("");
        shell.complain(sentence + " (see " + command + " --help)");
        return ExitCode.USAGE;
    }

    private static int failed(Exception failure, Shell shell) {
        if (failure instanceof OutputClosed) {
            return ExitCode.DONE;
        }
        if (failure instanceof CommandFailed failed) {
            shell.complain(failed.sentence());
            return failed.exitCode();
        }
        if (failure instanceof ConnectionLost lost) {
            shell.complain(lost.sentence());
            return ExitCode.CONNECTION;
        }
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        }
        String sentence = failure instanceof PushCoreException known ? known.sentence() : failure.toString();
        shell.complain(sentence);
        return ExitCode.FAILED;
    }

    /** A process that was told to end ends with 128 and the number of the signal, unless it is halted first. */
    private static void atShutdown(IntSupplier work) {
        Thread hook = new Thread(() -> Runtime.getRuntime().halt(work.getAsInt()), "shutdown");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException endsAlready) {
            hook.start();
        }
    }
}
