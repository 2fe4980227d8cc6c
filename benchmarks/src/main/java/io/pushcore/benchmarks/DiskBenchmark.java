package io.pushcore.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What storage in a directory reaches, beside what the disk does and what others do: {@code DiskBenchmark DIR [rows=tcp,process,followed,reconnect,replay]
 * [warm=3] [rounds=5] [seconds=3] [followers=1000000] [messages=10000000]}. The directory must be empty; all candidates have theirs in it.
 */
public final class DiskBenchmark {
    private static final int MESSAGE_BYTES = 128;
    private static final int IN_FLIGHT = 1_024;

    private final Path directory;
    private final int rounds;
    /** Rounds until code is compiled. */
    private final int warm;

    private final Duration time;
    private final String message = text(new Random(0), MESSAGE_BYTES);

    private DiskBenchmark(Path directory, int warm, int rounds, Duration time) {
        this.directory = directory;
        this.warm = warm;
        this.rounds = rounds;
        this.time = time;
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = new HashMap<>();
        Arrays.stream(arguments)
                .skip(1)
                .map(option -> option.split("=", 2))
                .forEach(pair -> options.put(pair[0], pair[1]));
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        System.out.println(
                directory + " is on " + Files.getFileStore(directory).type() + ", " + Files.getFileStore(directory));
        DiskBenchmark benchmark = new DiskBenchmark(
                directory,
                Integer.parseInt(options.getOrDefault("warm", "3")),
                Integer.parseInt(options.getOrDefault("rounds", "5")),
                Duration.ofSeconds(Long.parseLong(options.getOrDefault("seconds", "3"))));
        for (String row : options.getOrDefault("rows", "tcp,process,followed,reconnect,replay")
                .split(",", -1)) {
            switch (row) {
                case "tcp" -> benchmark.overTcp(List.of(1, 64));
                case "tcp1" -> benchmark.overTcp(List.of(1));
                case "tcp64" -> benchmark.overTcp(List.of(64));
                case "process" -> benchmark.inProcess();
                case "followed" -> benchmark.followed(Integer.parseInt(options.getOrDefault("followers", "1000000")));
                case "reconnect" -> benchmark.reconnect();
                case "replay" -> benchmark.replay(Long.parseLong(options.getOrDefault("messages", "10000000")));
                default -> throw new IllegalArgumentException("rows has no " + row);
            }
        }
        System.exit(0);
    }

    private void overTcp(List<Integer> windows) throws Exception {
        try (Server broker = Server.broker(directory.resolve("tcp"))) {
            if (!Server.hasRedis()) {
                System.out.println("redis-server is not installed: its figures are missing");
                for (int window : windows) {
                    overTcp(window, broker).run(warm, rounds);
                }
                return;
            }
            try (Server redis = Server.redis(directory.resolve("redis"))) {
                for (int window : windows) {
                    try (WirePublisher publisher =
                            new WirePublisher(PublishForm.REDIS, redis.port(), message, window)) {
                        overTcp(window, broker)
                                .with("redis-server", () -> publisher.round(time))
                                .run(warm, rounds);
                    }
                }
            }
        }
    }

    private Row overTcp(int window, Server broker) throws IOException {
        WirePublisher publisher = new WirePublisher(PublishForm.LINE, broker.port(), message, window);
        SyncLoop loop = loop(window);
        return new Row("over TCP, " + window + " in flight")
                .with("pushcore", () -> publisher.round(time))
                .with("append + fdatasync of " + window, () -> loop.round(time));
    }

    private void inProcess() throws Exception {
        try (InProcess process = new InProcess(directory.resolve("process"), message, IN_FLIGHT);
                SyncLoop loop = loop(IN_FLIGHT)) {
            new Row("in process, " + IN_FLIGHT + " in flight")
                    .with("pushcore", () -> process.round(time))
                    .with("append + fdatasync of " + IN_FLIGHT, () -> loop.round(time))
                    .run(warm, rounds);
        }
    }

    private void followed(int followers) throws Exception {
        try (Followed followed = new Followed(directory.resolve("followed"), followers, message);
                SyncLoop loop = loop(1)) {
            new Row("publish to followers who are away")
                    .with(followers + " followers", () -> followed.round("followed", time))
                    .with("none", () -> followed.round("lonely", time))
                    .with("append + fdatasync", () -> loop.round(time))
                    .run(warm, rounds);
        }
    }

    private void reconnect() throws Exception {
        try (Returning returning = new Returning(directory.resolve("returning"), message);
                SyncLoop loop = loop(1)) {
            new Row("reconnect, 100 follows, 10 with news")
                    .with("time of the storage", () -> returning.round(time))
                    .with("append + fdatasync", () -> loop.round(time))
                    .run(warm, rounds);
        }
    }

    private void replay(long messages) throws Exception {
        try (Replay replay =
                new Replay(directory.resolve("replay"), directory.resolve("replay.bytes"), message, messages)) {
            new Row("replay of " + messages + " messages")
                    .with("pushcore", replay::read)
                    .with("cat through a pipe", replay::cat)
                    .run(warm, rounds);
        }
    }

    /** Letters by chance, which cannot be compressed to nearly nothing. */
    static String text(Random random, int length) {
        return random.ints(length, '0', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private SyncLoop loop(int count) throws IOException {
        return new SyncLoop(directory.resolve("loop" + count), message.getBytes(US_ASCII), count);
    }
}
