package io.pushcore.engine.simulation;

import io.pushcore.Pattern;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/** Waits, in virtual time, until everybody has what is due; who never gets it is a violation. */
final class Patience {
    private static final Duration STEP = Duration.ofMillis(100);

    private final World world;
    private final Application application;
    private final Clients clients;

    Patience(World world, Application application, Clients clients) {
        this.world = world;
        this.application = application;
        this.clients = clients;
    }

    /** Lets time pass until nothing is missing any more, while all readers take what comes. */
    void until(String what, Duration atMost, Supplier<String> missing) {
        Scheduler scheduler = world.lifetime().scheduler;
        for (Duration passed = Duration.ZERO; ; passed = passed.plus(STEP)) {
            scheduler.runAll();
            for (LocalOne one : application.readers()) {
                scheduler.runOutside(() -> {
                    one.poll(Integer.MAX_VALUE);
                    one.request(1_000);
                });
            }
            scheduler.runAll();
            world.rethrow();
            String left = missing.get();
            if (left.isEmpty()) {
                return;
            }
            if (passed.compareTo(atMost) > 0) {
                throw world.violation("not within " + atMost + ": " + what + ": " + left);
            }
            world.clock().advance(STEP);
        }
    }

    /** Who has not seen the newest message though all is at rest; empty if all have. */
    String sleeper() {
        return behind(Map.of());
    }

    /** Who has not seen the message published last in each channel; empty if all have. */
    String behind(Map<String, String> probes) {
        for (SimulatedClient client : clients.all()) {
            if (client.isBusy()) {
                return client.name() + " waits for an answer";
            }
            String behind = behind(client.readers(), probes);
            for (SimulatedClient.Hearing hearing : client.patterns().values()) {
                behind = behind.isEmpty() ? behind(client.name(), hearing.pattern(), hearing.checks(), probes) : behind;
            }
            if (!behind.isEmpty()) {
                return behind;
            }
        }
        for (LocalOne one : application.readers()) {
            if (one.isClosing()) {
                return one.name() + " was closed and has not ended";
            }
            Pattern pattern = one.pattern();
            String behind =
                    pattern == null ? behind(one.checks(), probes) : behind(one.name(), pattern, one.checks(), probes);
            if (!behind.isEmpty()) {
                return behind;
            }
        }
        return "";
    }

    private String behind(String who, Pattern pattern, Map<String, ReaderCheck> checks, Map<String, String> probes) {
        for (String channel : world.setup().channels()) {
            if (pattern.matches(channel) && !checks.containsKey(channel) && !probes.isEmpty()) {
                return who + " hears nothing of " + channel;
            }
        }
        return behind(checks, probes);
    }

    private String behind(Map<String, ReaderCheck> checks, Map<String, String> probes) {
        for (Map.Entry<String, ReaderCheck> reader : checks.entrySet()) {
            String channel = reader.getKey();
            ReaderCheck check = reader.getValue();
            String behind = "";
            if (!probes.isEmpty()) {
                behind = check.behind(probes.get(channel));
            } else if (check.position() != null && world.isNewestAcknowledged(channel)) {
                // what was stored and nobody was told of is seen with the next message only
                behind = check.behind();
            }
            if (!behind.isEmpty()) {
                return behind;
            }
        }
        return "";
    }
}
