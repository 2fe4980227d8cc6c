package io.pushcore.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A server of PostgreSQL that syncs what it commits, on a directory of its own. One thread uses it. */
final class Postgres {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    final int port;
    private final Path bin;
    private final Path directory;
    private final Path output;
    private @Nullable Child process;

    private Postgres(Path bin, Path directory, int port) {
        this.bin = bin;
        this.directory = directory;
        this.port = port;
        this.output = directory.resolveSibling(directory.getFileName() + ".log");
    }

    /** @param replicated whether it waits for a standby with each commit */
    static Postgres create(Path directory, int port, boolean replicated) {
        Postgres server = new Postgres(bin(), directory, port);
        server.run("initdb", "-D", directory.toString(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale");
        server.append("postgresql.conf", """
                listen_addresses = '127.0.0.1'
                unix_socket_directories = ''
                max_connections = 200
                fsync = on
                wal_level = replica
                """);
        if (replicated) {
            server.append("postgresql.conf", "synchronous_standby_names = 'standby'\n");
        }
        server.append("pg_hba.conf", "host replication all 127.0.0.1/32 trust\n");
        return server;
    }

    /** The newest of Debian's, else that of the path. */
    private static Path bin() {
        try (Stream<Path> versions = Files.isDirectory(DEBIAN) ? Files.list(DEBIAN) : Stream.empty()) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.comparingInt((Path bin) -> bin.toString().length())
                            .thenComparing(Comparator.naturalOrder()))
                    .orElseGet(() -> Path.of(""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it and waits until it can be asked. What a killed one before it left behind has to end first. */
    void start() {
        boolean answers = Patience.until(PATIENCE, () -> {
            Child last = process;
            if (last == null || !last.isAlive()) {
                process = Child.start(
                        output, command("postgres", "-D", directory.toString(), "-p", Integer.toString(port)));
            }
            return answers();
        });
        if (!answers) {
            throw new IllegalStateException("PostgreSQL does not start, see " + output);
        }
    }

    /** SIGKILL to its first process; the others notice and end. */
    void kill() {
        Child last = process;
        if (last != null) {
            last.kill();
        }
    }

    void stop() {
        Child last = process;
        if (last != null) {
            last.signal("INT");
            last.endsWithin(PATIENCE);
        }
    }

    /** A running copy that takes over what this one writes from now on. */
    Postgres standby(Path copy, int copyPort) {
        String source = "host=127.0.0.1 port=" + port + " user=postgres application_name=standby";
        run("pg_basebackup", "-d", source, "-D", copy.toString(), "-R", "-X", "stream", "-c", "fast");
        Postgres standby = new Postgres(bin, copy, copyPort);
        standby.start();
        return standby;
    }

    void promote() {
        execute("SELECT pg_promote(true, 60)");
    }

    /** The only value of the only row. */
    String value(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }

    private void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }

    private boolean answers() {
        try (Connection connection = connect()) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres&connectTimeout=5");
    }

    private void append(String file, String text) {
        try {
            Files.writeString(directory.resolve(file), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(String program, String... arguments) {
        Child.run(output, command(program, arguments));
    }

    /** PostgreSQL does not run as root; in a name space of its own root is somebody else. */
    private List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(bin.resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }
}
