package io.pushcore.engine.simulation;

import io.pushcore.Channel;
import io.pushcore.History;
import io.pushcore.Pattern;
import io.pushcore.Publication;
import io.pushcore.Published;
import io.pushcore.PullSubscription;
import io.pushcore.PushCoreException;
import io.pushcore.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What the application does with the broker it started: publishes, reads by handler, pull and flow, asks for history. */
final class Application {
    private final World world;
    private final Chance chance;
    private final Trace trace;
    private final Publishes publishes;
    private final Places places;
    private final List<LocalOne> readers = new ArrayList<>();
    private final Map<String, String> keys = new HashMap<>();
    private int names;

    Application(World world, Publishes publishes, Places places) {
        this.world = world;
        this.chance = world.chance();
        this.trace = world.trace();
        this.publishes = publishes;
        this.places = places;
    }

    /** Its readers that have not ended. */
    List<LocalOne> readers() {
        readers.removeIf(LocalOne::isOver);
        return List.copyOf(readers);
    }

    /** Everything it held is gone with the broker. */
    void crashed() {
        readers.forEach(one -> one.checks().forEach(places::remember));
        readers.clear();
    }

    /** The storage has forgotten its idempotency keys. */
    void forgetKeys() {
        keys.clear();
    }

    private Channel channel(String name) {
        return world.lifetime().broker.channel(name);
    }

    // ---- publishing

    /** A publish to a channel: of a payload of its own, or of one that was used before under the same key. */
    Publishes.Publish next(String channel) {
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

    private int size() {
        return chance.percent(world.setup().largePercent)
                ? chance.between(1_000, Setup.LARGEST_PAYLOAD + 100)
                : chance.between(5, 120);
    }

    private Publication publication(Publishes.Publish publish) {
        Publication publication = Publication.of(publish.payload).idempotencyKey(publish.key);
        return chance.percent(world.setup().ttlPercent)
                ? publication.ttl(Duration.ofMillis(chance.between(1, 1_500)))
                : publication;
    }

    void publish() {
        String name = world.someChannel();
        for (int i = chance.oneIn(4) ? chance.below(15) : 0; i >= 0; i--) {
            Publishes.Publish publish = next(name);
            channel(name)
                    .publish(publication(publish))
                    .whenComplete((published, failure) -> told(publish, published, failure));
        }
    }

    /** Publishes what must be stored, since all is well. */
    String probe(String name) {
        Publishes.Publish probe = publishes.next(name, 10);
        channel(name).publish(probe.payload).whenComplete((published, failure) -> {
            world.mustBe(failure == null, "a publish fails though all is well: %s", failure);
            told(probe, published, failure);
        });
        return probe.payload;
    }

    void publishAll() {
        String name = world.someChannel();
        List<Publishes.Publish> batch = new ArrayList<>();
        List<Publication> publications = new ArrayList<>();
        for (int i = chance.between(2, 12); i > 0; i--) {
            Publishes.Publish publish = publishes.next(name, Math.min(size(), Setup.LARGEST_PAYLOAD));
            batch.add(publish);
            publications.add(publication(publish));
        }
        channel(name).publishAll(publications).whenComplete((all, failure) -> {
            if (all == null) {
                refusal(failure);
                batch.forEach(Publishes.Publish::failedWithOthers);
                world.disturbed(name);
                return;
            }
            world.tally().count(Happening.PUBLISH_BATCH);
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).stored(all.get(i).position(), all.get(i).repeat());
            }
        });
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

    // ---- reading

    void subscribe() {
        String name = world.someChannel();
        Places.Place place = places.any(name);
        String who = "reader" + ++names;
        Channel channel = channel(name);
        LocalOne one = new LocalOne(world, who, unused -> places.check(who, name, place));
        switch (chance.below(3)) {
            case 0 -> {
                trace.say("%s reads %s by handler from %s", who, name, place.word());
                Subscription subscription = channel.subscribe(place.start(), one);
                one.is(subscription);
                begin(one, name, subscription);
            }
            case 1 -> {
                trace.say("%s reads %s by pull from %s", who, name, place.word());
                PullSubscription pull = channel.pull(place.start());
                one.is(pull);
                begin(one, name, pull);
            }
            default -> {
                trace.say("%s reads %s as a flow from %s", who, name, place.word());
                channel.flow(place.start()).subscribe(one);
                one.reads(name);
                readers.add(one);
            }
        }
    }

    private void begin(LocalOne one, String channel, Subscription subscription) {
        ReaderCheck check = one.reads(channel);
        readers.add(one);
        subscription.started().whenComplete((position, failure) -> {
            if (position != null) {
                check.started(position);
            } else {
                refusal(failure);
            }
        });
    }

    void subscribePattern() {
        String pattern = chance.pick("chat.*", "chat.>", "live.*", "*", "patient.>");
        String who = "pattern" + ++names;
        long since = world.step();
        LocalOne one = new LocalOne(world, who, name -> places.patternCheck(who, name, since));
        one.reads(Pattern.of(pattern));
        trace.say("%s reads %s", who, pattern);
        one.is(world.lifetime().broker.subscribe(pattern, one));
        readers.add(one);
    }

    void unsubscribe() {
        List<LocalOne> all = readers();
        if (!all.isEmpty()) {
            chance.pick(all).close();
        }
    }

    /** Readers that ask take some of what is there. */
    void poll() {
        for (LocalOne one : readers()) {
            if (chance.oneIn(2)) {
                one.poll(chance.between(1, 30));
            }
            if (chance.oneIn(6)) {
                one.request(chance.between(1, 20));
            }
        }
    }

    void history() {
        String name = world.someChannel();
        if (world.rulesOf(name).isLive()) {
            return;
        }
        History history = new History(places.any(name).start(), chance.between(0, 30), chance.oneIn(3));
        channel(name).history(history).whenComplete((page, failure) -> {
            if (page != null) {
                HistoryCheck.of(world, name, page);
            } else {
                refusal(failure);
            }
        });
    }

    void delete() {
        String name = world.someChannel();
        if (!world.rulesOf(name).isLive()) {
            trace.say("delete %s", name);
            world.tally().count(Happening.CHANNEL_DELETED);
            world.disturbed(name);
            channel(name).delete().whenComplete((done, failure) -> world.disturbed(name));
        }
    }
}
