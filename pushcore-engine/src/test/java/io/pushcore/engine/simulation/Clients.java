package io.pushcore.engine.simulation;

import io.pushcore.ChannelRules;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The clients of the broker: they come, say something, read at their own pace, and vanish. */
final class Clients {
    private static final int MOST = 8;
    private static final String PATTERN = "chat.*";

    private final World world;
    private final Chance chance;
    private final Trace trace;
    private final Places places;
    private final List<SimulatedClient> clients = new ArrayList<>();
    private int names;

    Clients(World world, Places places) {
        this.world = world;
        this.chance = world.chance();
        this.trace = world.trace();
        this.places = places;
    }

    /** Those that are connected. */
    List<SimulatedClient> all() {
        clients.removeIf(client -> client.connection.isOver());
        return List.copyOf(clients);
    }

    /** The broker is gone, and all connections with it. */
    void crashed() {
        clients.forEach(client -> client.readers().forEach(places::remember));
        clients.clear();
    }

    private @Nullable SimulatedClient any() {
        List<SimulatedClient> all = all();
        return all.isEmpty() ? null : chance.pick(all);
    }

    void connect() {
        if (all().size() >= MOST) {
            return;
        }
        SimulatedLane lane = chance.pick(world.lifetime().scheduler.lanes());
        SimulatedConnection.Pace pace = chance.pick(SimulatedConnection.Pace.values());
        String who = "client" + ++names;
        SimulatedClient client = new SimulatedClient(world, who, lane, pace, places::patternCheck);
        trace.say("%s connects, takes %s", who, pace);
        clients.add(client);
        world.lifetime().listener.connect(client.connection, chance.pick(SimulatedForm.values()));
    }

    void publish(Application application) {
        SimulatedClient client = any();
        if (client != null) {
            Publishes.Publish publish = application.next(world.someChannel());
            client.publish(publish, chance.percent(world.setup().ttlPercent) ? chance.between(1, 1_500) : 0);
        }
    }

    void subscribe() {
        SimulatedClient client = any();
        if (client == null) {
            return;
        }
        String name = chance.oneIn(8) ? PATTERN : world.someChannel();
        if (client.hasAsked(name) || overlaps(client, name)) {
            return;
        }
        if (name.equals(PATTERN)) {
            client.subscribe(name, "now", false, false, null);
            return;
        }
        boolean waits = world.rulesOf(name).lag() == ChannelRules.Lag.WAIT && chance.oneIn(2);
        boolean whole = chance.oneIn(3);
        Places.Place place = whole ? places.anyWhole(name) : places.any(name);
        String who = client.name() + " on " + name;
        ReaderCheck check =
                whole ? places.wholeCheck(who + ", whole", name, place, waits) : places.check(who, name, place, waits);
        client.subscribe(name, place.word(), waits, whole, check);
    }

    /** Whether a message could come to a client twice, so that nobody could tell for which of its readers. */
    private boolean overlaps(SimulatedClient client, String name) {
        if (name.equals(PATTERN)) {
            return world.setup().channels().stream().anyMatch(one -> isChat(one) && client.hasAsked(one));
        }
        return isChat(name) && client.hasAsked(PATTERN);
    }

    private static boolean isChat(String name) {
        return name.startsWith("chat.");
    }

    void unsubscribe() {
        SimulatedClient client = any();
        if (client == null) {
            return;
        }
        if (chance.oneIn(6)) {
            client.ping();
            return;
        }
        List<String> subscribed = new ArrayList<>(client.readers().keySet());
        subscribed.addAll(client.patterns().keySet());
        subscribed.sort(null);
        if (!subscribed.isEmpty()) {
            client.unsubscribe(chance.pick(subscribed));
        }
    }

    void history() {
        SimulatedClient client = any();
        String name = world.someChannel();
        if (client != null && !world.rulesOf(name).isLive()) {
            client.history(name, places.any(name).word(), chance.between(0, 20), chance.oneIn(3), chance.oneIn(3));
        }
    }

    void crash() {
        SimulatedClient client = any();
        if (client != null) {
            world.tally().count(Happening.CONNECTION_CRASHED);
            trace.say("%s crashes", client.name());
            client.readers().forEach(places::remember);
            client.connection.lane().execute(client.connection::crash);
            clients.remove(client);
        }
    }

    void changePace() {
        SimulatedClient client = any();
        if (client != null) {
            change(client, chance.pick(SimulatedConnection.Pace.values()));
        }
    }

    private void change(SimulatedClient client, SimulatedConnection.Pace pace) {
        trace.say("%s takes %s", client.name(), pace);
        client.connection.pace = pace;
        if (pace == SimulatedConnection.Pace.SOON || pace == SimulatedConnection.Pace.AT_ONCE) {
            client.connection.lane().execute(() -> client.connection.take(true));
        }
    }

    /** From now on all of them take what comes. */
    void hurry() {
        for (SimulatedClient client : all()) {
            change(client, chance.pick(SimulatedConnection.Pace.AT_ONCE, SimulatedConnection.Pace.SOON));
        }
    }

    /** Those that take a write in parts take one. */
    void take() {
        for (SimulatedClient client : all()) {
            if (client.connection.pace == SimulatedConnection.Pace.IN_PARTS) {
                client.connection.lane().execute(() -> client.connection.take(false));
            }
        }
    }

    void leave() {
        for (SimulatedClient client : all()) {
            client.connection.lane().execute(client.connection::crash);
        }
    }
}
