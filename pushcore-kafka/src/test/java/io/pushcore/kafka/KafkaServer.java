package io.pushcore.kafka;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker of Kafka from its own jars, in a process of its own that can be killed and started again. */
final class KafkaServer implements AutoCloseable {
    private final Path directory;
    private final Path settings;
    private final int port;
    private Process process;

    private KafkaServer(Path directory) throws IOException {
        this.directory = directory;
        settings = directory.resolve("server.properties");
        try (ServerSocket one = new ServerSocket(0);
                ServerSocket two = new ServerSocket(0)) {
            port = one.getLocalPort();
            Files.writeString(settings, settings(port, two.getLocalPort()));
        }
    }

    /** Formats a directory and starts; its port can be connected to then. */
    static KafkaServer start(Path directory) throws Exception {
        KafkaServer server = new KafkaServer(directory);
        server.run("kafka.tools.StorageTool", "format", "-t", "AAAAAAAAAAAAAAAAAAAAAQ", "-c");
        if (!server.process.waitFor(60, TimeUnit.SECONDS) || server.process.exitValue() != 0) {
            throw new IOException(server.printed());
        }
        server.start();
        return server;
    }

    private String settings(int clients, int controllers) {
        return String.join(
                "\n",
                "process.roles=broker,controller",
                "node.id=1",
                "controller.quorum.voters=1@127.0.0.1:" + controllers,
                "listeners=PLAINTEXT://127.0.0.1:" + clients + ",CONTROLLER://127.0.0.1:" + controllers,
                "advertised.listeners=PLAINTEXT://127.0.0.1:" + clients,
                "controller.listener.names=CONTROLLER",
                "listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
                "log.dirs=" + directory.resolve("logs"),
                "offsets.topic.replication.factor=1",
                "offsets.topic.num.partitions=1",
                "transaction.state.log.replication.factor=1",
                "transaction.state.log.min.isr=1",
                "transaction.state.log.num.partitions=1",
                "group.initial.rebalance.delay.ms=0",
                // it takes 128 MiB of the heap unless said
                "log.cleaner.dedupe.buffer.size=" + (4 << 20));
    }

    String servers() {
        return "127.0.0.1:" + port;
    }

    void start() throws IOException {
        run("kafka.Kafka");
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IOException(printed());
                    }
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
                        return true;
                    } catch (IOException notYet) {
                        return false;
                    }
                });
    }

    /** At once, as a crash does. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    private void run(String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", "")),
                main));
        command.addAll(Arrays.asList(arguments));
        command.add(settings.toString());
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output()))
                .start();
    }

    private File output() {
        return directory.resolve("output").toFile();
    }

    private String printed() throws IOException {
        return Files.readString(output().toPath());
    }

    /** Returns when each partition can be written. */
    void create(String name, int partitions) throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers()))) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                    .all()
                    .get();
            await().atMost(Duration.ofSeconds(60)).until(() -> isLed(admin, name, partitions));
        }
    }

    private static boolean isLed(Admin admin, String name, int partitions) throws InterruptedException {
        try {
            List<TopicPartitionInfo> there = admin.describeTopics(List.of(name))
                    .allTopicNames()
                    .get()
                    .get(name)
                    .partitions();
            return there.size() == partitions && there.stream().noneMatch(one -> one.leader() == null);
        } catch (ExecutionException notYet) {
            return false;
        }
    }

    /** Whether a group has members, and all of them what they are to read. */
    boolean isStable(String group) throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers()))) {
            return admin.describeConsumerGroups(List.of(group))
                            .all()
                            .get()
                            .get(group)
                            .groupState()
                    == GroupState.STABLE;
        }
    }

    KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>(more);
        properties.put("bootstrap.servers", servers());
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void close() throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError("the broker of Kafka had ended: " + printed());
        }
        kill();
    }
}
