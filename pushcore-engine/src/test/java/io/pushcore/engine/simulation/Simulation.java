package io.pushcore.engine.simulation;

import io.pushcore.ChannelRules;
import io.pushcore.Position;
import io.pushcore.Stats;
import io.pushcore.storage.StorageBackend;
import io.pushcore.storage.StorageException.Fault;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One run: a broker, its readers and publishers, and whatever may befall them, by one seed on one thread. */
final class Simulation {
    private final World world;
    private final Chance chance;
    private final Tally tally;
    private final Trace trace;
    private final Publishes publishes;
    private final Places places;
    private final Application application;
    private final Clients clients;
    private final Patience patience;
    private final Faults faults = new Faults();
    private final Operations operations;
    private final Stored stored;
    private boolean crowded;
    private boolean troubled;
    private long channelsInUse;

    private Simulation(long seed, Trace trace, Stored stored) {
        this.stored = stored;
        this.world = new World(seed, trace);
        this.chance = world.chance();
        this.tally = world.tally();
        this.trace = trace;
        this.publishes = new Publishes(world);
        this.places = new Places(world);
        this.application = new Application(world, publishes, places);
        this.clients = new Clients(world, places);
        this.patience = new Patience(world, application, clients);
        this.operations = new Operations(chance);
        begin();
    }

    /** Runs a seed to its end; throws a {@link Violation} where a promise is not kept. */
    static Tally run(long seed, int operations, Trace trace) {
        return run(seed, operations, trace, new StoredInMemory());
    }

    /** The same over a storage, which is left as it is in the end. */
    static Tally run(long seed, int operations, Trace trace, Stored stored) {
        return run(seed, operations, trace, stored, false);
    }

    /** The same over a storage that breaks its contract and acknowledges before anybody can read. */
    static Tally run(long seed, int operations, Trace trace, Stored stored, boolean acknowledgesEarly) {
        Simulation simulation = new Simulation(seed, trace, stored);
        simulation.faults.acknowledgesEarly = acknowledgesEarly;
        try {
            simulation.live(operations);
            if (simulation.chance.oneIn(8)) {
                simulation.closeUnderWay();
            } else {
                simulation.drain();
                simulation.end();
            }
        } catch (Violation violation) {
            simulation.world.rethrow();
            throw violation;
        }
        return simulation.tally;
    }

    private void begin() {
        StorageBackend backend = stored.backend();
        new Lifetime(world, backend, faults);
        world.truth().ask(backend.channelLog(), world.setup().logs());
        channelsInUse = 0;
    }

    private Scheduler scheduler() {
        return world.lifetime().scheduler;
    }

    private void live(int count) {
        for (int i = 0; i < count; i++) {
            world.step();
            one(operations.next());
            run(chance.below(8));
            observe();
            world.rethrow();
        }
    }

    private void one(Operations.Kind kind) {
        switch (kind) {
            case PUBLISH -> scheduler().runOutside(application::publish);
            case PUBLISH_ALL -> scheduler().runOutside(application::publishAll);
            case PUBLISH_BY_CLIENT -> clients.publish(application);
            case SUBSCRIBE -> scheduler().runOutside(application::subscribe);
            case SUBSCRIBE_BY_CLIENT -> clients.subscribe();
            case SUBSCRIBE_PATTERN -> scheduler().runOutside(application::subscribePattern);
            case UNSUBSCRIBE -> scheduler().runOutside(application::unsubscribe);
            case UNSUBSCRIBE_BY_CLIENT -> clients.unsubscribe();
            case CONNECT -> clients.connect();
            case CRASH_CONNECTION -> clients.crash();
            case CHANGE_PACE -> clients.changePace();
            case TAKE -> clients.take();
            case POLL -> scheduler().runOutside(application::poll);
            case HISTORY -> scheduler().runOutside(application::history);
            case HISTORY_BY_CLIENT -> clients.history();
            case STEP -> run(chance.below(30));
            case REST -> rest();
            case MOMENT -> advance(Duration.ofMillis(chance.between(1, 60)));
            case SECONDS -> advance(Duration.ofMillis(chance.between(500, 6_000)));
            case MINUTES -> advance(Duration.ofSeconds(chance.between(80, 120)));
            case STALL -> advance(Duration.ofMinutes(6));
            case TROUBLE -> trouble();
            case HEAL -> heal();
            case DELETE -> scheduler().runOutside(application::delete);
            case CRASH_BROKER -> crashBroker();
        }
    }

    private void run(int tasks) {
        for (int i = 0; i < tasks && scheduler().runOne(); i++) {}
    }

    private void advance(Duration by) {
        trace.say("--- %s pass", by);
        int hops = chance.between(1, 4);
        for (int i = 0; i < hops; i++) {
            world.clock().advance(by.dividedBy(hops));
            run(chance.below(12));
        }
    }

    // ---- trouble

    private void trouble() {
        troubled = true;
        switch (chance.below(9)) {
            case 0 -> faults.late = chance.pick(20, 60, 100);
            case 1 -> faults.refused = chance.pick(10, 50);
            case 2 -> faults.answerLost = chance.pick(10, 50);
            case 3 -> faults.inPart = 50;
            case 4 -> faults.silent = chance.pick(5, 30, 100);
            case 5 -> faults.lateReads = chance.pick(30, 100);
            case 6 -> faults.failedReads = chance.pick(20, 60);
            case 7 -> faults.refusing = chance.pick(Fault.FULL, Fault.CORRUPT, Fault.CLOSED, Fault.RETRIABLE);
            default -> faults.latest = Duration.ofMillis(chance.pick(5, 300, 4_000));
        }
        trace.say("trouble: %s", faults);
    }

    private void heal() {
        trace.say("storage heals");
        faults.heal();
    }

    private void crashBroker() {
        trace.say("=== the broker crashes");
        tally.count(Happening.BROKER_CRASHED);
        world.lifetime().crash();
        clients.crashed();
        application.crashed();
        publishes.orphanAll();
        places.forgetLive();
        world.disturbedAll();
        stored.crash();
        if (chance.oneIn(3)) {
            trace.say("=== the storage is lost");
            tally.count(Happening.STORAGE_LOST);
            stored.lost();
            world.truth().lost();
            application.forgetKeys();
        }
        begin();
    }

    // ---- looking

    private void observe() {
        Stats stats = world.lifetime().broker.stats();
        if (stats.tapeBytes() > world.setup().tapeBytes && !crowded) {
            tally.count(Happening.TAPE_OVER_BUDGET);
        }
        crowded = stats.tapeBytes() > world.setup().tapeBytes;
        if (stats.channels() < channelsInUse) {
            tally.count(Happening.CHANNEL_LET_GO);
        }
        channelsInUse = stats.channels();
    }

    /** Lets everything be done that can be done now, and looks who waits nevertheless. */
    private void rest() {
        scheduler().runAll();
        if (!troubled && publishes.open().stream().anyMatch(one -> waits(one.channel))) {
            tally.count(Happening.PUBLISH_HELD_BY_WAIT);
        }
        for (SimulatedClient client : clients.all()) {
            boolean reads = client.connection.takesAll() && faults.areNone();
            client.readers().forEach((name, check) -> observe(name, check, reads));
        }
        application.readers().stream()
                .filter(one -> one.pattern() != null && !one.isClosing())
                .forEach(one -> one.checks().forEach((name, check) -> observe(name, check, faults.areNone())));
    }

    private void observe(String channel, ReaderCheck check, boolean reads) {
        Position position = check.position();
        if (position == null) {
            return;
        }
        if (world.truth().bytesAfter(channel, position) > 2 * world.setup().windowBytes) {
            tally.count(Happening.WINDOW_OUTGROWN);
        }
        boolean merges = world.rulesOf(channel).mergeCount() > 0;
        if (merges
                && reads
                && world.isNewestAcknowledged(channel)
                && !check.behind().isEmpty()) {
            tally.count(Happening.MERGE_WAIT);
        }
    }

    private boolean waits(String channel) {
        return world.rulesOf(channel).lag() == ChannelRules.Lag.WAIT;
    }

    // ---- the end

    /** Everything heals: every publish is answered, every reader comes to the head, first by itself, then by one more message. */
    private void drain() {
        trace.say("=== everything heals");
        faults.heal();
        clients.hurry();
        patience.until("all publishes are answered", Duration.ofSeconds(60), this::unanswered);
        patience.until("nobody sleeps before the head", Duration.ofSeconds(10), patience::sleeper);
        // the last answers come, and a frozen channel lets the next publish try after a second
        for (int i = 0; i < 60; i++) {
            scheduler().runAll();
            world.clock().advance(Duration.ofMillis(100));
        }
        Map<String, String> probes = new HashMap<>();
        for (String name : world.setup().channels()) {
            scheduler().runOutside(() -> probes.put(name, application.probe(name)));
        }
        patience.until("all probes are answered", Duration.ofSeconds(10), this::unanswered);
        patience.until("all readers are at the head", Duration.ofSeconds(10), () -> patience.behind(probes));
        publishes.check();
    }

    private String unanswered() {
        List<Publishes.Publish> open = publishes.open();
        return open.isEmpty() ? "" : open.get(0).payload + " to " + open.get(0).channel;
    }

    /** Everybody leaves, and nothing is held any more. */
    private void end() {
        trace.say("=== everybody leaves");
        clients.leave();
        application.readers().forEach(one -> scheduler().runOutside(one::close));
        patience.until("everything is let go", Duration.ofSeconds(5), this::held);
        world.lifetime().broker.close(Duration.ofMillis(1));
        scheduler().runAll();
        world.rethrow();
    }

    private String held() {
        Stats stats = world.lifetime().broker.stats();
        boolean nothing = stats.subscriptions() == 0
                && stats.connections() == 0
                && stats.inFlightBytes() == 0
                && stats.tapeBytes() == 0
                && stats.hotWindowBytes() == 0
                && stats.frozenChannels() == 0
                && application.readers().isEmpty();
        return nothing ? "" : stats.toString();
    }

    /** Closes the broker in the midst of it all: every publish is answered, every reader is told. */
    private void closeUnderWay() {
        trace.say("=== the broker is closed");
        scheduler().runAll();
        if (!publishes.open().isEmpty()) {
            tally.count(Happening.CLOSED_UNDER_WAY);
        }
        scheduler().runAtOnce(true);
        world.lifetime().broker.close(Duration.ofMillis(1));
        scheduler().runAtOnce(false);
        scheduler().runAll();
        world.rethrow();
        faults.heal();
        world.mustBe(unanswered().isEmpty(), "R6: closed, and nobody was told of %s", unanswered());
        for (SimulatedClient client : clients.all()) {
            throw world.violation("R6: closed, and still connected: " + client.name());
        }
        patience.until(
                "R6: everybody is told of the end",
                Duration.ofSeconds(10),
                () -> application.readers().stream()
                        .map(LocalOne::name)
                        .findFirst()
                        .orElse(""));
        publishes.check();
    }
}
