package io.pushcore.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What several nodes over one PostgreSQL reach, by each carrier and by none: {@code ClusterBenchmark URL [redis=redis://HOST:PORT]
 * [rows=across,idle,return] [warm=1] [rounds=3] [seconds=5] [channels=10000]}. URLs name a port. It leaves the schemas {@code pushcore_benchmark_…}.
 */
public final class ClusterBenchmark {
    private final List<Cluster> clusters = new ArrayList<>();
    private final int warm;
    private final int rounds;
    private final Duration time;
    /** And readers. */
    private final int channels;

    private ClusterBenchmark(String url, String redis, int warm, int rounds, Duration time, int channels) {
        clusters.add(new Cluster("postgresql", url, url));
        if (redis.isEmpty()) {
            System.out.println("redis= is not said: its figures are missing");
        } else {
            clusters.add(new Cluster("redis", url, redis));
        }
        clusters.add(new Cluster("looks", url, ""));
        this.warm = warm;
        this.rounds = rounds;
        this.time = time;
        this.channels = channels;
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = new HashMap<>(
                Map.of("redis", "", "rows", "across,idle,return", "warm", "1", "rounds", "3", "seconds", "5"));
        options.put("channels", "10000");
        for (String option : Arrays.asList(arguments).subList(1, arguments.length)) {
            String[] pair = option.split("=", 2);
            if (pair.length < 2 || options.put(pair[0], pair[1]) == null) {
                throw new IllegalArgumentException("there is no option " + option);
            }
        }
        ClusterBenchmark benchmark = new ClusterBenchmark(
                arguments[0],
                options.getOrDefault("redis", ""),
                Integer.parseInt(options.getOrDefault("warm", "")),
                Integer.parseInt(options.getOrDefault("rounds", "")),
                Duration.ofSeconds(Long.parseLong(options.getOrDefault("seconds", ""))),
                Integer.parseInt(options.getOrDefault("channels", "")));
        for (String row : options.getOrDefault("rows", "").split(",", -1)) {
            switch (row) {
                case "across" -> benchmark.across();
                case "idle" -> benchmark.idle();
                case "return" -> benchmark.comeBack();
                default -> throw new IllegalArgumentException("rows has no " + row);
            }
        }
        System.exit(0);
    }

    private void across() throws Exception {
        List<AcrossNodes> open = new ArrayList<>();
        for (Cluster cluster : clusters) {
            open.add(new AcrossNodes(cluster));
        }
        for (int inFlight : new int[] {1, 64}) {
            Row row = new Row("from node to node, " + inFlight + " in flight");
            for (int i = 0; i < open.size(); i++) {
                AcrossNodes nodes = open.get(i);
                row.with(clusters.get(i).kind(), () -> nodes.round(inFlight, time));
            }
            row.run(warm, rounds);
        }
        open.forEach(AcrossNodes::close);
    }

    /** Nothing to warm up: the nodes are new in each round. */
    private void idle() throws Exception {
        List<IdleInterest> all = clusters.stream()
                .map(cluster -> new IdleInterest(cluster, channels, time))
                .toList();
        for (int round = 0; round < rounds; round++) {
            for (IdleInterest one : all) {
                one.round();
            }
        }
        all.forEach(IdleInterest::print);
    }

    private void comeBack() throws Exception {
        List<ReturningReaders> open = new ArrayList<>();
        Row row = new Row(channels + " readers of a node that died");
        for (Cluster cluster : clusters) {
            ReturningReaders readers = new ReturningReaders(cluster, channels);
            open.add(readers);
            row.with(cluster.kind(), readers::round);
        }
        row.run(warm, rounds);
        open.forEach(ReturningReaders::close);
    }
}
