package io.pushcore.engine;

import io.pushcore.BrokerState;
import io.pushcore.Message;
import io.pushcore.Node;
import io.pushcore.Position;
import io.pushcore.Time;
import io.pushcore.engine.cluster.Footing;
import io.pushcore.engine.cluster.PresenceName;
import io.pushcore.engine.inbox.Inboxes;
import io.pushcore.storage.Changes;
import io.pushcore.transport.PresenceChange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The engine, as a node's part in the cluster needs it. */
final class ClusterFooting implements Footing {
    private final Engine engine;
    private final String address;
    private final Strand turn;
    private final Orders orders;
    private final Instant since;

    /** @param address where clients reach this node; may be empty */
    ClusterFooting(Engine engine, String address) {
        this.engine = engine;
        this.address = address;
        this.turn = new Strand(
                engine.executor, thrown -> engine.logLines.warn("cluster", "work for the cluster failed", thrown));
        this.orders = new Orders(engine);
        this.since = engine.time.now();
    }

    /** What nodes ask of each other, and how it is answered. */
    Orders orders() {
        return orders;
    }

    @Override
    public String node() {
        return engine.node;
    }

    @Override
    public Time time() {
        return engine.time;
    }

    @Override
    public Executor turn() {
        return turn::execute;
    }

    @Override
    public boolean isShared() {
        return engine.isShared;
    }

    @Override
    public CompletionStage<String> tokenOfNow() {
        return engine.prompt.attempt("tokenOfNow", engine.log::tokenOfNow);
    }

    @Override
    public CompletionStage<Changes> changedSince(String token, int limit) {
        return engine.prompt.attempt("changedSince", () -> engine.log.changedSince(token, limit));
    }

    @Override
    public boolean isRead(String channelOrPattern) {
        Optional<String> attended = PresenceName.channel(channelOrPattern);
        if (attended.isPresent()) {
            ChannelState state = engine.channels.inUse(attended.get());
            return state != null && state.audience().isAttended();
        }
        ChannelState state = engine.channels.inUse(channelOrPattern);
        if (state != null && state.hasReaders()) {
            return true;
        }
        Inboxes inboxes = engine.inboxes;
        boolean inAnInbox = inboxes != null
                && (inboxes.isFollowed(channelOrPattern) || inboxes.heads().isWatched(channelOrPattern));
        return inAnInbox || engine.patterns.haveReader(channelOrPattern);
    }

    @Override
    public void appended(String channel, List<Message> messages) {
        if (messages.isEmpty()) {
            return;
        }
        Position first = messages.get(0).position();
        Position last = messages.get(messages.size() - 1).position();
        ChannelState state = heard(channel, first);
        if (state == null) {
            newsToInboxes(channel, last);
        } else {
            onForeign(state, foreign -> foreign.came(messages));
        }
    }

    @Override
    public void hinted(String channel, Position head) {
        ChannelState state = head.offset() > 0 ? heard(channel, head) : engine.channels.inUse(channel);
        moved(state, channel, head);
    }

    @Override
    public void moved(String channel, Position head) {
        moved(engine.channels.inUse(channel), channel, head);
    }

    private void moved(@Nullable ChannelState state, String channel, Position head) {
        if (state == null) {
            newsToInboxes(channel, head);
        } else {
            onForeign(state, foreign -> foreign.moved(head));
        }
    }

    @Override
    public void look(String channel) {
        ChannelState state = engine.channels.inUse(channel);
        if (state != null) {
            onForeign(state, ForeignAppends::look);
        }
    }

    @Override
    public void lookAtAll() {
        engine.channels.all().forEach(state -> onForeign(state, ForeignAppends::look));
        if (engine.inboxes != null) {
            engine.inboxes.lookAtAll();
        }
    }

    /** The channel, in use; it comes into use where a pattern is to hear of it. */
    private @Nullable ChannelState heard(String channel, Position first) {
        ChannelState state = engine.channels.inUse(channel);
        if (state != null || !engine.patterns.areWatching(channel)) {
            return state;
        }
        return engine.channels.heardOf(channel, new Position(first.epoch(), first.offset() - 1));
    }

    private static void onForeign(ChannelState state, Consumer<ForeignAppends> news) {
        ForeignAppends foreign = state.elsewhere().foreign();
        if (foreign != null) {
            state.onStrand(() -> news.accept(foreign));
        }
    }

    private void newsToInboxes(String channel, Position head) {
        Inboxes inboxes = engine.inboxes;
        if (inboxes != null) {
            inboxes.news(channel);
            inboxes.heads().news(channel, head.epoch(), head.offset());
        }
    }

    @Override
    public void live(String channel, List<Message> messages) {
        ChannelState state = engine.channels.inUse(channel);
        if (state == null && engine.patterns.areWatching(channel)) {
            state = engine.channels.heardOf(channel, Position.NOWHERE);
        }
        if (state != null && state.rules().isLive()) {
            ChannelState here = state;
            here.onStrand(() -> here.liveElsewhere(messages));
        }
    }

    @Override
    public void presenceChanged(String channel, byte[] who, boolean joined) {
        PresenceChange change = new PresenceChange(channel, RosterCodec.presence(who), joined);
        ChannelState state = engine.channels.inUse(channel);
        if (state != null) {
            state.onStrand(() -> state.audience().noteHere(change));
        }
    }

    @Override
    public void followsChanged(String owner) {
        if (engine.inboxes != null) {
            engine.inboxes.followsChanged(owner);
        }
    }

    @Override
    public void lookForNotes() {
        TakeoverNotes notes = engine.takeoverNotes;
        if (notes != null) {
            notes.look();
        }
        engine.sessions.lookForNotes();
    }

    @Override
    public Node status() {
        BrokerState state = engine.isClosing()
                ? BrokerState.CLOSING
                : engine.isDraining() ? BrokerState.DRAINING : BrokerState.READY;
        long connections = engine.connections();
        return new Node(
                engine.node,
                address,
                state,
                since,
                Duration.ZERO,
                connections,
                connections + engine.sessions.apart(),
                engine.channels.size());
    }

    @Override
    public CompletionStage<List<byte[]>> answer(String question, byte[] body) {
        return orders.answer(question, body);
    }

    @Override
    public CompletionStage<Void> publishOrder(byte[] order) {
        return orders.publish(order);
    }

    @Override
    public void warn(String cause, String sentence) {
        engine.logLines.warn(cause, sentence);
    }
}
