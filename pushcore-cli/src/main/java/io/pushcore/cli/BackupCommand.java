package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.disk.DiskBackup;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backup}: copies the directory of a broker, which may run. */
@Command(
        name = "backup",
        sortOptions = false,
        description = {
            "Copies the directory of a broker into one that does not exist or is empty.",
            "While the broker runs, its admin port is asked to do so (--admin of serve).",
            "A broker that is started on the copy begins new epochs, since the original goes on with the same offsets."
        })
final class BackupCommand extends DirectoryCommand {
    @Parameters(
            index = "1",
            paramLabel = "TO",
            description = "Where the copy goes; on the same disk most of it takes no space.")
    private Path target = Path.of("");

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            description =
                    "The admin port of the broker; ${DEFAULT-VALUE} by default. A port alone is one of this machine.")
    private String admin = "localhost:8001";

    @Option(
            names = "--admin-token",
            paramLabel = "TOKEN",
            description = "Its token; PUSHCORE_ADMIN_TOKEN in the environment says the same, unseen by other users.")
    private @Nullable String token;

    BackupCommand(Shell shell) {
        super(shell);
    }

    @Override
    int run() throws IOException, InterruptedException {
        try {
            DiskBackup.of(directory()).to(target);
        } catch (StorageException failure) {
            if (failure.fault() != Fault.FENCED) {
                throw failure;
            }
            ask();
        }
        say("copied to " + target);
        return ExitCode.DONE;
    }

    private void ask() throws IOException, InterruptedException {
        String shown = token == null ? shell.environment().getOrDefault("PUSHCORE_ADMIN_TOKEN", "") : token;
        new AdminClient(admin, shown).post("/backup?from=" + encoded(directory()) + "&to=" + encoded(target));
    }

    private static String encoded(Path path) {
        return URLEncoder.encode(path.toAbsolutePath().normalize().toString(), UTF_8);
    }

    @Override
    String advice(StorageException failure) {
        return DataDirectory.advice(directory(), failure);
    }
}
