package io.pushcore.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.awaitility.Awaitility;

/** A server of PostgreSQL, in a process of its own, on a directory for temporary files. */
final class PostgresServer {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final AtomicInteger SCHEMAS = new AtomicInteger();
    private static final ReentrantLock SHARING = new ReentrantLock();
    private static PostgresServer shared;
    private static PostgresServer oldest;

    final int port = freePort();
    private final Path bin;
    private final Path directory;
    private Process process;

    private PostgresServer(Path bin, Path directory) {
        this.bin = bin;
        this.directory = directory;
    }

    /** The one that tests share which do not end it, of the newest version. */
    static PostgresServer shared() {
        SHARING.lock();
        try {
            if (shared == null) {
                // its log survives the end of its processes, which is all that those tests bring about
                shared = started(Binaries.newest(), "fsync = off");
            }
            return shared;
        } finally {
            SHARING.unlock();
        }
    }

    /** The same of the oldest version that is served. */
    static PostgresServer oldest() {
        SHARING.lock();
        try {
            if (oldest == null) {
                oldest = started(Binaries.oldest().orElseThrow(), "fsync = off");
            }
            return oldest;
        } finally {
            SHARING.unlock();
        }
    }

    /** A new one, with lines of settings of its own. */
    static PostgresServer started(Path bin, String... settings) {
        PostgresServer server = new PostgresServer(bin, temporary());
        server.run(List.of(
                bin.resolve("initdb").toString(),
                "-D",
                server.directory.toString(),
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-locale",
                "--no-sync"));
        server.append("postgresql.conf", """
                listen_addresses = '127.0.0.1'
                unix_socket_directories = ''
                max_connections = 100
                shared_buffers = 64MB
                max_wal_size = 1GB
                wal_level = replica
                log_min_messages = fatal
                """);
        server.append("postgresql.conf", String.join("\n", settings) + "\n");
        server.append("pg_hba.conf", """
                host replication all 127.0.0.1/32 trust
                """);
        server.start();
        return server;
    }

    /** A copy of this one, which is not running, as its standby: not started. */
    PostgresServer standby() {
        PostgresServer standby = new PostgresServer(bin, temporary());
        run(List.of("cp", "-a", directory + "/.", standby.directory.toString()));
        standby.append("standby.signal", "");
        standby.append(
                "postgresql.conf",
                "primary_conninfo = 'host=127.0.0.1 port=" + port + " user=postgres application_name=standby'\n");
        return standby;
    }

    private static Path temporary() {
        try {
            Path directory = Files.createTempDirectory("pushcore-jdbc");
            Trash.at(directory);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void append(String file, String text) {
        try {
            Files.writeString(directory.resolve(file), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void prepend(String file, String text) {
        try {
            Path path = directory.resolve(file);
            Files.writeString(path, text + Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it and waits until it can be asked. What a killed one before it left behind may have to end first. */
    void start() {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
            if (process == null || !process.isAlive()) {
                process = begin(List.of(
                        bin.resolve("postgres").toString(), "-D", directory.toString(), "-p", String.valueOf(port)));
                Trash.at(process);
            }
            return answers();
        });
    }

    private boolean answers() {
        try {
            return value("SELECT 1").equals("1");
        } catch (SQLException notYet) {
            return false;
        }
    }

    /** Ends it in order. */
    void stop() {
        signal("INT");
    }

    /** Ends it as the end of its process would: nothing is written any more, and what was not synced to the log is lost. */
    void kill() {
        signal("QUIT");
    }

    /** Ends its first process at once; the others end by themselves. */
    void killHard() {
        process.destroyForcibly();
        await(process);
    }

    /** What comes from now on is not there when it is promoted. */
    void pauseReplay() {
        execute("ALTER SYSTEM SET primary_conninfo = ''");
        execute("SELECT pg_reload_conf()");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> value("SELECT count(*) FROM pg_stat_wal_receiver").equals("0"));
    }

    void promote() {
        try {
            value("SELECT pg_promote(true, 60)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void signal(String name) {
        run(List.of("kill", "-" + name, String.valueOf(process.pid())));
        await(process);
    }

    private static void await(Process process) {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("does not end: " + process.info());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres&connectTimeout=10";
    }

    /** Connections without a pool. */
    DataSource source() {
        return new UrlSource(url());
    }

    /** A name that no other test uses. */
    static String newSchema() {
        return "test_" + SCHEMAS.incrementAndGet();
    }

    void execute(String sql) {
        try (Connection connection = source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The only value of the only row. */
    String value(String sql) throws SQLException {
        try (Connection connection = source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private void run(List<String> command) {
        Process ended = begin(command);
        await(ended);
        if (ended.exitValue() != 0) {
            throw new IllegalStateException(command + " ended with " + ended.exitValue());
        }
    }

    /** PostgreSQL does not run as root; in a name space of its own root is somebody else. */
    private static Process begin(List<String> command) {
        List<String> whole = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name")) && command.get(0).contains("/")) {
            whole.addAll(List.of("unshare", "-U"));
        }
        whole.addAll(command);
        try {
            return new ProcessBuilder(whole)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
