package io.pushcore.engine.simulation;

import io.pushcore.Channel;
import io.pushcore.ChannelRules;
import io.pushcore.History;
import io.pushcore.Pattern;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.Published;
import io.pushcore.PullSubscription;
import io.pushcore.PushCoreException;
import io.pushcore.Start;
import io.pushcore.Stats;
import io.pushcore.Subscription;
import io.pushcore.memory.MemoryStorage;
import io.pushcore.storage.StorageException.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One run: a broker, its readers and publishers, and whatever may befall them, by one seed on one thread. */
final class Simulation {
    private static final List<SimulatedConnection.Pace> PACES = List.of(SimulatedConnection.Pace.values());

    private final World world;
    private final Chance chance;
    private final Tally tally;
    private final Trace trace;
    private final Publishes publishes;
    private final Faults faults = new Faults();
    private final int operations;
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final List<LocalOne> locals = new ArrayList<>();
    /** Positions that readers had when they ended, by channel. */
    private final Map<String, List<Position>> remembered = new HashMap<>();

    private final Map<String, NavigableMap<Long, ReaderCheck.Seen>> liveSeen = new HashMap<>();
    private final Map<String, String> keys = new HashMap<>();
    private final Operations choices;
    private MemoryStorage memory;
    private Lifetime lifetime;
    private int names;
    private boolean crowded;
    private boolean troubled;
    private long channelsInUse;

    private Simulation(long seed, int operations, Trace trace) {
        this.world = new World(seed, trace);
        this.chance = world.chance();
        this.tally = world.tally();
        this.trace = trace;
        this.operations = operations;
        this.publishes = new Publishes(world);
        this.memory = MemoryStorage.shared();
        world.truth().ask(memory.channelLog());
        this.lifetime = new Lifetime(world, memory, faults);
        this.choices = new Operations(chance);
    }

    /** Runs a seed to its end; throws a {@link Violation} where a promise is not kept. */
    static Tally run(long seed, int operations, Trace trace) {
        return run(seed, operations, trace, false);
    }

    /** The same over a storage that breaks its contract and acknowledges before anybody can read. */
    static Tally run(long seed, int operations, Trace trace, boolean acknowledgesEarly) {
        Simulation simulation = new Simulation(seed, operations, trace);
        simulation.faults.acknowledgesEarly = acknowledgesEarly;
        try {
            simulation.live();
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

    private void live() {
        for (int i = 0; i < operations; i++) {
            one(choices.next());
            for (int k = chance.below(8); k > 0 && lifetime.scheduler.runOne(); k--) {}
            observe();
            world.rethrow();
        }
    }

    private void one(Operations.Kind kind) {
        world.step();
        switch (kind) {
            case PUBLISH -> lifetime.scheduler.runOutside(this::publish);
            case PUBLISH_ALL -> lifetime.scheduler.runOutside(this::publishAll);
            case PUBLISH_BY_CLIENT -> publishByClient();
            case SUBSCRIBE -> lifetime.scheduler.runOutside(this::subscribe);
            case SUBSCRIBE_BY_CLIENT -> subscribeByClient();
            case SUBSCRIBE_PATTERN -> lifetime.scheduler.runOutside(this::subscribePattern);
            case UNSUBSCRIBE -> unsubscribe();
            case UNSUBSCRIBE_BY_CLIENT -> unsubscribeByClient();
            case CONNECT -> connect();
            case CRASH_CONNECTION -> crashConnection();
            case CHANGE_PACE -> changePace();
            case TAKE -> take();
            case POLL -> poll();
            case HISTORY -> lifetime.scheduler.runOutside(this::history);
            case HISTORY_BY_CLIENT -> historyByClient();
            case STEP -> {
                for (int i = chance.below(30); i > 0 && lifetime.scheduler.runOne(); i--) {}
            }
            case REST -> rest();
            case MOMENT -> advance(Duration.ofMillis(chance.between(1, 60)));
            case SECONDS -> advance(Duration.ofMillis(chance.between(500, 6_000)));
            case MINUTES -> advance(Duration.ofSeconds(chance.between(80, 120)));
            case STALL -> advance(Duration.ofMinutes(6));
            case TROUBLE -> trouble();
            case HEAL -> heal();
            case DELETE -> lifetime.scheduler.runOutside(this::delete);
            case CRASH_BROKER -> crashBroker();
        }
    }

    // ---- publishing

    private Channel channel(String name) {
        return lifetime.broker.channel(name);
    }

    private String someChannel() {
        return chance.pick(world.setup().channels());
    }

    private int size() {
        Setup setup = world.setup();
        if (chance.percent(setup.largePercent)) {
            return chance.between(1_000, Setup.LARGEST_PAYLOAD + 100);
        }
        return chance.between(5, 120);
    }

    private Publication publication(Publishes.Publish publish) {
        Publication publication = Publication.of(publish.payload).idempotencyKey(publish.key);
        return chance.percent(world.setup().ttlPercent)
                ? publication.ttl(Duration.ofMillis(chance.between(1, 1_500)))
                : publication;
    }

    private Publishes.Publish nextPublish(String channel) {
        if (!chance.percent(world.setup().keysPercent) || world.rulesOf(channel).isLive()) {
            return publishes.next(channel, size());
        }
        String key = "k" + chance.below(6);
        String known = keys.get(channel + key);
        if (known == null || chance.oneIn(4)) {
            String payload = "u" + ++names;
            keys.put(channel + key, payload);
            return publishes.next(channel, payload, key);
        }
        return publishes.next(channel, known, key);
    }

    private void publish() {
        String name = someChannel();
        for (int i = chance.oneIn(4) ? chance.below(15) : 0; i >= 0; i--) {
            Publishes.Publish publish = nextPublish(name);
            channel(name)
                    .publish(publication(publish))
                    .whenComplete((published, failure) -> told(publish, published, failure));
        }
    }

    private void told(Publishes.Publish publish, @Nullable Published published, @Nullable Throwable failure) {
        if (published != null) {
            publish.stored(published.position(), published.repeat());
        } else {
            publish.failed(refusal(failure).code());
        }
    }

    private PushCoreException refusal(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof PushCoreException refused) {
            return refused;
        }
        throw world.violation("failed in an unforeseen way: " + cause);
    }

    private void publishAll() {
        String name = someChannel();
        List<Publishes.Publish> batch = new ArrayList<>();
        List<Publication> publications = new ArrayList<>();
        for (int i = chance.between(2, 12); i > 0; i--) {
            Publishes.Publish publish = publishes.next(name, Math.min(size(), Setup.LARGEST_PAYLOAD));
            batch.add(publish);
            publications.add(publication(publish));
        }
        channel(name).publishAll(publications).whenComplete((all, failure) -> {
            if (all != null) {
                tally.count(Happening.PUBLISH_BATCH);
                for (int i = 0; i < batch.size(); i++) {
                    batch.get(i).stored(all.get(i).position(), all.get(i).repeat());
                }
                return;
            }
            batch.forEach(Publishes.Publish::failedWithOthers);
            refusal(failure);
            world.disturbed(name);
        });
    }

    // ---- readers in the process

    private ReaderCheck check(String who, String channel, LogCheck.Kind kind, @Nullable Position asked) {
        return world.rulesOf(channel).isLive()
                ? live(who, channel)
                : new LogCheck(world, who, channel, kind, asked, world.step());
    }

    private ReaderCheck live(String who, String channel) {
        return new LiveCheck(world, who, channel, liveSeen.computeIfAbsent(channel, name -> new TreeMap<>()));
    }

    /** A place to begin, what the client would write for it, and what is to be checked then. */
    private record Place(
            Start start,
            String word,
            LogCheck.Kind kind,
            @Nullable Position asked) {}

    private Place somePlace(String channel) {
        if (world.rulesOf(channel).isLive() || chance.oneIn(3)) {
            return new Place(Start.now(), "now", LogCheck.Kind.NOW, null);
        }
        int choice = chance.below(8);
        if (choice == 0) {
            return new Place(Start.earliest(), "earliest", LogCheck.Kind.KEPT, null);
        }
        if (choice == 1) {
            Instant instant = world.now().minusMillis(chance.below(8_000));
            return new Place(Start.since(instant), instant.toString(), LogCheck.Kind.KEPT, null);
        }
        Position after = somePosition(channel);
        return new Place(Start.after(after), after.toString(), LogCheck.Kind.AFTER, after);
    }

    private Position somePosition(String channel) {
        List<Position> known = remembered.getOrDefault(channel, List.of());
        if (!known.isEmpty() && chance.oneIn(2)) {
            tally.count(Happening.RECOVERED_BY_POSITION);
            return known.get(known.size() - 1 - chance.below(Math.min(known.size(), 3)));
        }
        List<String> epochs = world.truth().epochs(channel);
        if (epochs.isEmpty()) {
            return new Position("nowhere", chance.below(3));
        }
        String epoch = chance.oneIn(8) ? chance.pick(epochs) : epochs.get(epochs.size() - 1);
        int last = world.truth().log(channel, epoch).size();
        if (chance.oneIn(20)) {
            tally.count(Happening.START_BEYOND_HEAD);
            return new Position(epoch, last + chance.between(1, 5));
        }
        return new Position(epoch, Math.max(0, last - chance.below(chance.pick(3, 10, 300))));
    }

    private void remember(String channel, ReaderCheck check) {
        Position position = check.position();
        if (position != null) {
            remembered.computeIfAbsent(channel, name -> new ArrayList<>()).add(position);
        }
    }

    private void subscribe() {
        String name = someChannel();
        Place place = somePlace(name);
        String who = "reader" + ++names;
        Channel channel = channel(name);
        LocalOne one = new LocalOne(world, who, unused -> check(who, name, place.kind, place.asked));
        int way = chance.below(3);
        trace.say(
                "%s reads %s %s from %s",
                who, name, List.of("by handler", "by pull", "as a flow").get(way), place.word);
        if (way == 2) {
            channel.flow(place.start).subscribe(one);
            one.reads(name);
            locals.add(one);
            return;
        }
        Subscription subscription;
        if (way == 0) {
            subscription = channel.subscribe(place.start, one);
            one.is(subscription);
        } else {
            PullSubscription pull = channel.pull(place.start);
            one.is(pull);
            subscription = pull;
        }
        ReaderCheck check = one.reads(name);
        locals.add(one);
        subscription.started().whenComplete((position, failure) -> {
            if (position != null) {
                check.started(position);
            } else {
                refusal(failure);
            }
        });
    }

    private void subscribePattern() {
        String pattern = chance.pick("chat.*", "chat.>", "live.*", "*", "patient.>");
        String who = "pattern" + ++names;
        long since = world.step();
        LocalOne one = new LocalOne(world, who, name -> patternCheck(who, name, since));
        one.reads(Pattern.of(pattern));
        trace.say("%s reads %s", who, pattern);
        one.is(lifetime.broker.subscribe(pattern, one));
        locals.add(one);
    }

    private ReaderCheck patternCheck(String who, String channel, long since) {
        return world.rulesOf(channel).isLive() ? live(who, channel) : LogCheck.ofPattern(world, who, channel, since);
    }

    private void unsubscribe() {
        if (locals.isEmpty()) {
            return;
        }
        LocalOne one = chance.pick(locals);
        lifetime.scheduler.runOutside(one::close);
    }

    private void poll() {
        for (LocalOne one : locals) {
            if (chance.oneIn(2)) {
                lifetime.scheduler.runOutside(() -> {
                    one.poll(chance.between(1, 30));
                    if (chance.oneIn(3)) {
                        one.request(chance.between(1, 20));
                    }
                });
            }
        }
    }

    // ---- readers on connections

    private void connect() {
        if (clients.size() >= 8) {
            return;
        }
        SimulatedLane lane = chance.pick(lifetime.scheduler.lanes());
        SimulatedConnection.Pace pace = chance.pick(PACES);
        String who = "client" + ++names;
        SimulatedClient client = new SimulatedClient(world, who, lane, pace, this::patternCheck);
        trace.say("%s connects, takes %s", who, pace);
        clients.add(client);
        lifetime.listener.connect(client.connection, chance.pick(SimulatedForm.values()));
    }

    private @Nullable SimulatedClient someClient() {
        clients.removeIf(client -> client.connection.isOver());
        return clients.isEmpty() ? null : chance.pick(clients);
    }

    private void publishByClient() {
        SimulatedClient client = someClient();
        if (client != null) {
            Publishes.Publish publish = nextPublish(someChannel());
            long ttl = chance.percent(world.setup().ttlPercent) ? chance.between(1, 1_500) : 0;
            client.publish(publish, ttl);
        }
    }

    private void subscribeByClient() {
        SimulatedClient client = someClient();
        if (client == null) {
            return;
        }
        String name = chance.oneIn(8) ? "chat.*" : someChannel();
        boolean chat = name.startsWith("chat.");
        boolean overlaps = chat && (client.hasAsked("chat.*") || (name.equals("chat.*") && hasChat(client)));
        if (overlaps || client.hasAsked(name)) {
            return;
        }
        if (name.equals("chat.*")) {
            client.subscribe(name, "now", false, null);
            return;
        }
        Place place = somePlace(name);
        ReaderCheck check = check(client.name() + " on " + name, name, place.kind, place.asked);
        boolean waits = world.rulesOf(name).lag() == ChannelRules.Lag.WAIT && chance.oneIn(2);
        client.subscribe(name, place.word, waits, check);
    }

    private boolean hasChat(SimulatedClient client) {
        return world.setup().channels().stream().anyMatch(name -> name.startsWith("chat.") && client.hasAsked(name));
    }

    private void unsubscribeByClient() {
        SimulatedClient client = someClient();
        if (client == null) {
            return;
        }
        if (chance.oneIn(6)) {
            client.ping();
            return;
        }
        List<String> names = new ArrayList<>(client.readers().keySet());
        names.addAll(client.patterns().keySet());
        names.sort(null);
        if (!names.isEmpty()) {
            client.unsubscribe(chance.pick(names));
        }
    }

    private void historyByClient() {
        SimulatedClient client = someClient();
        String name = someChannel();
        if (client != null && !world.rulesOf(name).isLive()) {
            client.history(name, somePlace(name).word, chance.between(0, 20), chance.oneIn(3), chance.oneIn(3));
        }
    }

    private void history() {
        String name = someChannel();
        if (world.rulesOf(name).isLive()) {
            return;
        }
        History history = new History(somePlace(name).start, chance.between(0, 30), chance.oneIn(3));
        channel(name).history(history).whenComplete((page, failure) -> {
            if (page != null) {
                HistoryCheck.of(world, name, page);
            } else {
                refusal(failure);
            }
        });
    }

    private void crashConnection() {
        SimulatedClient client = someClient();
        if (client != null) {
            tally.count(Happening.CONNECTION_CRASHED);
            trace.say("%s crashes", client.name());
            client.readers().forEach(this::remember);
            client.connection.lane().execute(client.connection::crash);
            clients.remove(client);
        }
    }

    private void changePace() {
        SimulatedClient client = someClient();
        if (client != null) {
            SimulatedConnection.Pace pace = chance.pick(PACES);
            trace.say("%s takes %s", client.name(), pace);
            client.connection.pace = pace;
            if (pace == SimulatedConnection.Pace.SOON || pace == SimulatedConnection.Pace.AT_ONCE) {
                client.connection.lane().execute(() -> client.connection.take(true));
            }
        }
    }

    private void take() {
        for (SimulatedClient client : clients) {
            if (client.connection.pace == SimulatedConnection.Pace.IN_PARTS) {
                client.connection.lane().execute(() -> client.connection.take(false));
            }
        }
    }

    // ---- trouble

    private void advance(Duration by) {
        trace.say("--- %s pass", by);
        int hops = chance.between(1, 4);
        for (int i = 0; i < hops; i++) {
            world.clock().advance(by.dividedBy(hops));
            for (int k = chance.below(12); k > 0 && lifetime.scheduler.runOne(); k--) {}
        }
    }

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
        trace.say(
                "trouble: late %d refused %d lost %d part %d silent %d lateReads %d failedReads %d refusing %s",
                faults.late,
                faults.refused,
                faults.answerLost,
                faults.inPart,
                faults.silent,
                faults.lateReads,
                faults.failedReads,
                faults.refusing);
    }

    private void heal() {
        trace.say("storage heals");
        faults.heal();
    }

    private void delete() {
        String name = someChannel();
        if (!world.rulesOf(name).isLive()) {
            trace.say("delete %s", name);
            tally.count(Happening.CHANNEL_DELETED);
            world.disturbed(name);
            channel(name).delete().whenComplete((done, failure) -> world.disturbed(name));
        }
    }

    private void crashBroker() {
        trace.say("=== the broker crashes");
        tally.count(Happening.BROKER_CRASHED);
        lifetime.crash();
        for (SimulatedClient client : clients) {
            client.readers().forEach(this::remember);
        }
        for (LocalOne one : locals) {
            one.checks().forEach(this::remember);
        }
        clients.clear();
        locals.clear();
        publishes.orphanAll();
        world.disturbedAll();
        liveSeen.clear();
        if (chance.oneIn(3)) {
            trace.say("=== the storage is lost");
            tally.count(Happening.STORAGE_LOST);
            memory = MemoryStorage.shared();
            keys.clear();
        }
        lifetime = new Lifetime(world, memory, faults);
        channelsInUse = 0;
        world.truth().ask(memory.channelLog());
    }

    private void observe() {
        locals.removeIf(LocalOne::isOver);
        Stats stats = lifetime.broker.stats();
        if (stats.tapeBytes() > world.setup().tapeBytes && !crowded) {
            tally.count(Happening.TAPE_OVER_BUDGET);
        }
        if (stats.channels() < channelsInUse) {
            tally.count(Happening.CHANNEL_LET_GO);
        }
        channelsInUse = stats.channels();
        crowded = stats.tapeBytes() > world.setup().tapeBytes;
    }

    /** Lets everything be done that can be done now, and looks who waits nevertheless. */
    private void rest() {
        lifetime.scheduler.runAll();
        if (!troubled && publishes.open().stream().anyMatch(one -> waits(one.channel))) {
            tally.count(Happening.PUBLISH_HELD_BY_WAIT);
        }
        for (SimulatedClient client : clients) {
            client.readers().forEach((name, check) -> {
                Position position = check.position();
                if (position == null) {
                    return;
                }
                if (world.truth().bytesAfter(name, position) > 2 * world.setup().windowBytes) {
                    tally.count(Happening.WINDOW_OUTGROWN);
                }
                boolean mayRead = client.connection.takesAll() && faults.areNone();
                boolean merges = world.rulesOf(name).mergeCount() > 0;
                if (merges
                        && mayRead
                        && world.isNewestAcknowledged(name)
                        && !check.behind().isEmpty()) {
                    tally.count(Happening.MERGE_WAIT);
                }
            });
        }
    }

    private boolean waits(String channel) {
        return world.rulesOf(channel).lag() == ChannelRules.Lag.WAIT;
    }

    // ---- the end

    /** Closes the broker in the midst of it all: every publish is answered, every reader is told. */
    private void closeUnderWay() {
        trace.say("=== the broker is closed");
        if (!publishes.open().isEmpty() && !faults.areNone()) {
            tally.count(Happening.CLOSED_UNDER_WAY);
        }
        lifetime.scheduler.runAll();
        locals.removeIf(LocalOne::isOver);
        lifetime.scheduler.runAtOnce(true);
        lifetime.broker.close(Duration.ofMillis(1));
        lifetime.scheduler.runAtOnce(false);
        lifetime.scheduler.runAll();
        world.rethrow();
        for (Publishes.Publish open : publishes.open()) {
            throw world.violation("R6: closed, and nobody was told of " + open.payload + " to " + open.channel);
        }
        for (SimulatedClient client : clients) {
            world.mustBe(client.connection.isOver(), "R6: closed, and still connected: %s", client.name());
        }
        until(
                "R6: everybody is told of the end",
                Duration.ofSeconds(10),
                () -> locals.stream().map(LocalOne::name).findFirst().orElse(""));
        publishes.check();
        world.rethrow();
    }

    private void drain() {
        trace.say("=== everything heals");
        faults.heal();
        for (SimulatedClient client : clients) {
            client.connection.pace = chance.pick(SimulatedConnection.Pace.AT_ONCE, SimulatedConnection.Pace.SOON);
            client.connection.lane().execute(() -> client.connection.take(true));
        }
        until(
                "all publishes are answered",
                Duration.ofSeconds(60),
                () -> publishes.open().stream()
                        .map(one -> one.channel + " " + one.payload)
                        .findFirst()
                        .orElse(""));
        until(
                "all readers are at the head, and nothing more is published",
                Duration.ofSeconds(10),
                () -> behind(Map.of()));
        // the last answers come, and a frozen channel lets the next publish try after a second
        for (int i = 0; i < 60; i++) {
            lifetime.scheduler.runAll();
            world.clock().advance(Duration.ofMillis(100));
        }
        Map<String, String> probes = new HashMap<>();
        for (String name : world.setup().channels()) {
            Publishes.Publish probe = publishes.next(name, 10);
            probes.put(name, probe.payload);
            lifetime.scheduler.runOutside(() -> channel(name)
                    .publish(probe.payload)
                    .whenComplete((published, failure) -> {
                        world.mustBe(failure == null, "a publish fails though all is well: %s", failure);
                        told(probe, published, failure);
                    }));
        }
        until(
                "all probes are answered",
                Duration.ofSeconds(10),
                () -> publishes.open().stream()
                        .map(one -> one.channel + " " + one.payload)
                        .findFirst()
                        .orElse(""));
        until("all readers are at the head", Duration.ofSeconds(10), () -> behind(probes));
        publishes.check();
    }

    private String behind(Map<String, String> probes) {
        for (SimulatedClient client : clients) {
            if (client.connection.isOver()) {
                continue;
            }
            if (client.isBusy()) {
                return client.name() + " waits for an answer";
            }
            for (Map.Entry<String, ReaderCheck> reader : client.readers().entrySet()) {
                String behind = behind(reader.getKey(), reader.getValue(), probes);
                if (!behind.isEmpty()) {
                    return behind;
                }
            }
            for (SimulatedClient.Hearing hearing : client.patterns().values()) {
                String behind = behindPattern(client.name(), hearing.pattern(), hearing.checks(), probes);
                if (!behind.isEmpty()) {
                    return behind;
                }
            }
        }
        for (LocalOne one : locals) {
            if (one.isOver()) {
                continue;
            }
            if (one.isClosing()) {
                return one.name() + " was closed and has not ended";
            }
            Pattern pattern = one.pattern();
            if (pattern != null) {
                String behind = behindPattern(one.name(), pattern, one.checks(), probes);
                if (!behind.isEmpty()) {
                    return behind;
                }
                continue;
            }
            for (Map.Entry<String, ReaderCheck> reader : one.checks().entrySet()) {
                String behind = behind(reader.getKey(), reader.getValue(), probes);
                if (!behind.isEmpty()) {
                    return behind;
                }
            }
        }
        return "";
    }

    private String behindPattern(
            String who, Pattern pattern, Map<String, ReaderCheck> checks, Map<String, String> probes) {
        for (String name : world.setup().channels()) {
            if (!pattern.matches(name)) {
                continue;
            }
            ReaderCheck check = checks.get(name);
            if (check == null && probes.isEmpty()) {
                continue;
            }
            if (check == null) {
                return who + " hears nothing of " + name;
            }
            String behind = behind(name, check, probes);
            if (!behind.isEmpty()) {
                return behind;
            }
        }
        return "";
    }

    private String behind(String channel, ReaderCheck check, Map<String, String> probes) {
        if (check instanceof LiveCheck live) {
            return probes.isEmpty() ? "" : live.behind(probes.get(channel));
        }
        // what was stored and nobody was told of is seen with the next message only
        if (probes.isEmpty() && check.position() == null) {
            return "";
        }
        return probes.isEmpty() && !world.isNewestAcknowledged(channel) ? "" : check.behind();
    }

    private void until(String what, Duration atMost, Supplier<String> missing) {
        Duration step = Duration.ofMillis(100);
        for (Duration passed = Duration.ZERO; ; passed = passed.plus(step)) {
            lifetime.scheduler.runAll();
            for (LocalOne one : locals) {
                lifetime.scheduler.runOutside(() -> {
                    one.poll(Integer.MAX_VALUE);
                    one.request(1_000);
                });
            }
            lifetime.scheduler.runAll();
            world.rethrow();
            locals.removeIf(LocalOne::isOver);
            String left = missing.get();
            if (left.isEmpty()) {
                return;
            }
            if (passed.compareTo(atMost) > 0) {
                throw world.violation("not within " + atMost + ": " + what + ": " + left);
            }
            world.clock().advance(step);
        }
    }

    private void end() {
        trace.say("=== everybody leaves");
        for (SimulatedClient client : clients) {
            client.connection.lane().execute(client.connection::crash);
        }
        for (LocalOne one : locals) {
            lifetime.scheduler.runOutside(one::close);
        }
        until("everything is let go", Duration.ofSeconds(5), this::held);
        lifetime.broker.close(Duration.ofMillis(1));
        lifetime.scheduler.runAll();
        world.rethrow();
    }

    private String held() {
        Stats stats = lifetime.broker.stats();
        boolean nothing = stats.subscriptions() == 0
                && stats.connections() == 0
                && stats.inFlightBytes() == 0
                && stats.tapeBytes() == 0
                && stats.hotWindowBytes() == 0
                && stats.frozenChannels() == 0
                && locals.isEmpty();
        return nothing ? "" : stats + " " + locals.stream().map(LocalOne::name).toList();
    }
}
