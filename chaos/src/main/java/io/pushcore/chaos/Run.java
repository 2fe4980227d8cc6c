package io.pushcore.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** One run: a cluster, its clients, faults until enough, and the last look. One thread uses it. */
final class Run {
    private static final Duration QUIET = Duration.ofSeconds(4);
    /** After each fault all readers have to come to where the log was when it was over. */
    private static final Duration CAUGHT_UP = Duration.ofSeconds(40);

    private final Options options;
    private final Consumer<String> out;
    private final Random random;
    final Ledger ledger;

    Run(Options options, Consumer<String> out, Ledger ledger) {
        this.options = options;
        this.out = out;
        this.random = new Random(options.seed());
        this.ledger = ledger;
    }

    void run(Path directory) {
        Cluster cluster = Cluster.start(directory, random.nextLong(), options.replicated());
        try {
            Clients clients = new Clients(cluster.nodes, ledger, random, options.readers());
            clients.start();
            out.accept("three nodes, " + clients.readers.size() + " readers, " + clients.publishers.size()
                    + " publishers");
            faults(cluster, clients);
            end(cluster, clients);
        } finally {
            cluster.stop();
        }
    }

    private void faults(Cluster cluster, Clients clients) {
        Nemesis nemesis = new Nemesis(cluster, options, random, ledger, out);
        Plan plan = new Plan(options, random);
        long end = System.nanoTime() + options.time().toNanos();
        quiet(clients);
        while (System.nanoTime() < end || !plan.isDone() || ledger.figures.deliveries() < options.deliveries()) {
            nemesis.strike(plan.next());
            quiet(clients);
        }
    }

    private void quiet(Clients clients) {
        ledger.phases.begin(Fault.QUIET);
        Patience.pause(QUIET);
        caughtUp(clients);
    }

    private void caughtUp(Clients clients) {
        long began = System.nanoTime();
        for (Reader reader : clients.readers) {
            for (Course course : reader.courses.values()) {
                long goal = ledger.book(course.channel).acknowledged();
                Duration left = CAUGHT_UP.minusNanos(System.nanoTime() - began);
                if (!Patience.until(left, () -> course.offset() >= goal)) {
                    ledger.violations.add(
                            "C2",
                            reader.name + " stands in " + course.channel + " at " + course.last() + ", and " + goal
                                    + " was acknowledged " + CAUGHT_UP.toSeconds() + " s ago; all is well since");
                }
            }
        }
    }

    private void end(Cluster cluster, Clients clients) {
        ledger.phases.begin(Fault.END);
        if (!clients.stopPublishing()) {
            ledger.violations.add("L2", "a publish is not acknowledged minutes after all is well");
        }
        LogCheck check = new LogCheck(cluster.nodes, ledger, clients.publishers);
        check.readersArrive(clients.readers);
        clients.stopReading();
        if (!clients.finishInboxes()) {
            ledger.violations.add("I7", "a user is still not shown all minutes after all is well");
        }
        check.read(clients.publicChannels());
        cluster.nodes.forEach(this::hints);
    }

    private void hints(Node node) {
        try {
            Json figures = node.stats().of("cluster");
            out.accept(node.name + " since its last start: "
                    + String.join(
                            ", ",
                            List.of("hintsSent", "hintsReceived", "missed", "looks", "fetched").stream()
                                    .map(name -> name + " " + figures.number(name))
                                    .toList()));
        } catch (IOException silent) {
            ledger.violations.add("C1", node.name + " does not answer at the end: " + silent);
        }
    }
}
