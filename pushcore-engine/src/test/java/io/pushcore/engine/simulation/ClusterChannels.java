package io.pushcore.engine.simulation;

import io.pushcore.Channel;
import io.pushcore.ErrorCode;
import io.pushcore.Pattern;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.Start;
import io.pushcore.Subscription;
import io.pushcore.engine.simulation.ClusterReaderCheck.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What applications do with channels, each at its node: they publish, read and delete. */
final class ClusterChannels {
    private final ClusterWorld world;
    private final ClusterNodes nodes;
    private final ClusterPublishes publishes;
    private int names;

    ClusterChannels(ClusterWorld world, ClusterNodes nodes) {
        this.world = world;
        this.nodes = nodes;
        this.publishes = new ClusterPublishes(world);
    }

    ClusterPublishes publishes() {
        return publishes;
    }

    // ---- publishing

    void publish() {
        ClusterNode node = nodes.some();
        String channel = world.someChannel();
        for (int i = world.chance.oneIn(4) ? world.chance.below(12) : 0; i >= 0; i--) {
            ClusterPublishes.One one = publishes.next(node, channel);
            publish(one, publication(one));
        }
    }

    /** Publishes something that does not expire, by which it is seen who hears. */
    void probe(ClusterNode node, String channel) {
        ClusterPublishes.One one = publishes.plain(node, channel, 0);
        publish(one, Publication.of(one.text));
    }

    private void publish(ClusterPublishes.One one, Publication publication) {
        world.trace.say("publish %.20s to %s at %s, key '%s'", one.text, one.channel, one.node, one.key);
        one.node.scheduler.runOutside(() -> one.node
                .broker
                .channel(one.channel)
                .publish(publication)
                .whenComplete((published, failure) -> {
                    if (published != null) {
                        one.stored(published.position(), published.repeat());
                    } else {
                        one.failed(SimulatedInboxSession.codeOf(failure));
                    }
                }));
    }

    private Publication publication(ClusterPublishes.One one) {
        Publication publication = Publication.of(one.text).idempotencyKey(one.key);
        return world.chance.percent(world.ttlPercent)
                ? publication.ttl(Duration.ofMillis(world.chance.between(1, 3_000)))
                : publication;
    }

    void publishAll() {
        ClusterNode node = nodes.some();
        String channel = world.someChannel();
        List<ClusterPublishes.One> batch = new ArrayList<>();
        for (int i = world.chance.between(2, 25); i > 0; i--) {
            batch.add(publishes.plain(node, channel, 0));
        }
        world.trace.say("publish %d from %s on to %s at %s", batch.size(), batch.get(0).text, channel, node);
        List<Publication> publications = batch.stream().map(this::publication).toList();
        node.scheduler.runOutside(() -> node.broker
                .channel(channel)
                .publishAll(publications)
                .whenComplete((all, failure) -> {
                    if (all == null) {
                        batch.forEach(ClusterPublishes.One::failedWithOthers);
                        return;
                    }
                    world.tally.count(ClusterHappening.PUBLISHED_TOGETHER);
                    for (int i = 0; i < batch.size(); i++) {
                        batch.get(i).stored(all.get(i).position(), all.get(i).repeat());
                    }
                }));
    }

    /** Pushes to a user's own log. */
    void push() {
        push(nodes.some(), world.someUser());
    }

    void push(ClusterNode node, String user) {
        // some together are more than the smallest carrier takes at once
        int size = world.chance.percent(world.largePercent) ? world.chance.between(200, 700) : 0;
        ClusterPublishes.One one = publishes.plain(node, "@" + user, size);
        world.trace.say("push %.20s to %s at %s", one.text, user, node);
        node.scheduler.runOutside(() -> node.broker.push(user, one.text).whenComplete((pushed, failure) -> {
            if (pushed != null) {
                one.stored(pushed.position(), pushed.repeat());
            } else {
                one.failed(SimulatedInboxSession.codeOf(failure));
            }
        }));
    }

    void delete() {
        ClusterNode node = nodes.some();
        String channel = world.someChannel();
        world.trace.say("delete %s at %s", channel, node);
        world.tally.count(ClusterHappening.CHANNEL_DELETED);
        node.scheduler.runOutside(() -> node.broker
                .channel(channel)
                .delete()
                .whenComplete((done, failure) -> world.trace.say("delete %s: %s", channel, failure)));
    }

    // ---- reading

    void subscribe() {
        ClusterNode node = nodes.some();
        String channel = world.someChannel();
        int choice = world.chance.below(5);
        Position after = choice == 1 || choice == 2 ? known(channel) : null;
        Start start = after != null ? Start.after(after) : choice == 0 ? Start.earliest() : Start.now();
        Kind kind = after != null ? Kind.AFTER : choice == 0 ? Kind.EARLIEST : Kind.NOW;
        String who = "reader" + ++names + " at " + node;
        node.readers.removeIf(ClusterReader::isOver);
        boolean isFirst = node.readers.stream().noneMatch(one -> one.reads(channel));
        ClusterReaderCheck check = new ClusterReaderCheck(world, who, channel, kind, after, isFirst);
        ClusterReader reader = new ClusterReader(world, publishes, node, who, null, unused -> check);
        reader.check(channel);
        world.trace.say("%s reads %s %s %s", who, channel, kind, after);
        node.scheduler.runOutside(() -> {
            Channel on = node.broker.channel(channel);
            Subscription subscription = on.subscribe(start, reader);
            reader.is(subscription);
            node.readers.add(reader);
            subscription.started().whenComplete((position, failure) -> started(check, position, failure));
        });
    }

    private void started(ClusterReaderCheck check, @Nullable Position position, @Nullable Throwable failure) {
        if (position != null) {
            check.started(position);
            return;
        }
        ErrorCode code = SimulatedInboxSession.codeOf(failure);
        world.mustBe(
                code == ErrorCode.STORAGE_UNAVAILABLE || code == ErrorCode.CLOSED,
                "a reader cannot begin: %s",
                failure);
    }

    /** A position that somebody can have; null if there is none. */
    private @Nullable Position known(String channel) {
        List<String> epochs = world.truth.epochs(channel);
        if (epochs.isEmpty()) {
            return null;
        }
        String epoch = world.chance.oneIn(6) ? world.chance.pick(epochs) : epochs.get(epochs.size() - 1);
        int last = (int) world.truth.end(channel, epoch);
        return new Position(epoch, Math.max(0, last - world.chance.below(world.chance.pick(1, 5, 100))));
    }

    void subscribePattern() {
        ClusterNode node = nodes.some();
        String pattern = world.chance.pick("*", "chat.*", "chat.>");
        String who = "pattern" + ++names + " at " + node;
        ClusterReader reader = new ClusterReader(
                world,
                publishes,
                node,
                who,
                Pattern.of(pattern),
                channel -> new ClusterReaderCheck(world, who, channel, Kind.PATTERN, null, false));
        world.trace.say("%s reads %s", who, pattern);
        node.scheduler.runOutside(() -> reader.is(node.broker.subscribe(pattern, reader)));
        node.readers.add(reader);
    }

    void unsubscribe() {
        ClusterNode node = nodes.some();
        if (!node.readers.isEmpty()) {
            ClusterReader reader = world.chance.pick(node.readers);
            node.scheduler.runOutside(reader::close);
        }
    }
}
