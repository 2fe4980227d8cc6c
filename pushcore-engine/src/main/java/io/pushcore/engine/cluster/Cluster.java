package io.pushcore.engine.cluster;

import io.pushcore.ClusterStats;
import io.pushcore.ErrorCode;
import io.pushcore.Message;
import io.pushcore.Node;
import io.pushcore.PushCoreException;
import io.pushcore.Time;
import io.pushcore.peer.Carrier;
import io.pushcore.peer.CarrierContext;
import io.pushcore.peer.Seal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * This node's part in a cluster: what it tells others and hears from them, and what it looks up in the storage because nobody told. Without a
 * carrier it looks only; over a storage of its own it hears only. Usable from any thread.
 */
public final class Cluster {
    private static final Duration PROBE = Duration.ofSeconds(3);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(1);
    /** More hints than these in a row say only how far the log reaches. */
    private static final int MOST_HINTS = 16;

    /** What stands around the body of a question. */
    private static final int AROUND = 64;

    private final Footing footing;
    private final Carrier carrier;
    private final Seal seal;
    private final Reception reception;
    private final Wishes wishes;
    private final Neighbours neighbours;
    private final Questions questions;
    private final HeardQuestions heard = new HeardQuestions();
    private final Healing healing;
    private final LongAdder sent = new LongAdder();
    private final LongAdder fetched = new LongAdder();
    private volatile boolean reached;
    private volatile boolean stopped;
    private volatile Time.@Nullable Timer probing;

    /** @param carrier empty where the storage is all that nodes have in common */
    public Cluster(Footing footing, Optional<Carrier> carrier, Seal seal) {
        this.footing = footing;
        this.carrier = carrier.orElse(NoCarrier.NONE);
        this.seal = seal;
        this.reception = new Reception(this, footing, seal.isKeyed());
        this.wishes = new Wishes(footing, this.carrier, this::lookSoon);
        this.neighbours = new Neighbours(footing, this.carrier);
        this.questions = new Questions(footing, this.carrier);
        this.healing = new Healing(footing);
    }

    /** Reaches the other nodes. */
    public CompletionStage<Void> open(Executor blocking) {
        return carrier.open(new CarrierContext(footing.node(), footing.time(), blocking, seal), reception)
                .thenRun(() -> reached = hasCarrier());
    }

    public void start() {
        if (footing.isShared()) {
            healing.look();
        }
        if (hasCarrier()) {
            wishes.start();
            footing.turn().execute(neighbours::start);
            probeLater();
        }
    }

    /** Says goodbye to the others. */
    public CompletionStage<Void> close() {
        stopped = true;
        healing.stop();
        wishes.stop();
        neighbours.stop();
        Time.Timer scheduled = probing;
        if (scheduled != null) {
            scheduled.cancel();
        }
        return carrier.close();
    }

    private boolean hasCarrier() {
        return carrier != NoCarrier.NONE;
    }

    private void probeLater() {
        if (!stopped) {
            probing = footing.time().schedule(PROBE, () -> footing.turn().execute(this::probe));
        }
    }

    private void probe() {
        carrier.probe().whenComplete((done, failure) -> {
            if (failure != null && reached) {
                footing.warn(
                        "carrier", "no message of its own came round, the storage is asked more often: " + failure);
            }
            reached = failure == null;
            if (footing.isShared()) {
                healing.hurry(failure != null);
            }
            probeLater();
        });
    }

    // ---- channels

    /** Somebody here is about to read a channel, or all of a pattern. */
    public void want(String channelOrPattern) {
        if (hasCarrier()) {
            wishes.want(channelOrPattern);
        }
    }

    /** Whether another node wants to be told of a channel. */
    public boolean isWanted(String channel) {
        return carrier.isWanted(channel);
    }

    /** Tells others that a channel was deleted. */
    public void tellDeleted(String channel) {
        if (carrier.isWanted(channel)) {
            send(channel, List.of(HintCodec.look()));
        }
    }

    /** Tells others what was appended to a channel, one after the other and in one epoch. */
    public void tell(String channel, List<Message> messages) {
        if (messages.isEmpty() || !carrier.isWanted(channel)) {
            return;
        }
        List<byte[]> hints = seal.isKeyed() ? HintCodec.appended(messages, carrier.largestHint()) : List.of();
        if (hints.isEmpty() || hints.size() > MOST_HINTS) {
            hints = List.of(HintCodec.moved(messages.get(messages.size() - 1).position()));
        }
        send(channel, hints);
    }

    /** Whether a message on a channel without a log can be told to others. */
    public boolean carries(Message live) {
        return !hasCarrier() || HintCodec.mostBytes(live) <= carrier.largestHint();
    }

    /** The largest hint in bytes. */
    public int largestHint() {
        return carrier.largestHint();
    }

    /** Tells others what was published on a channel without a log. */
    public void tellLive(String channel, List<Message> messages) {
        if (!messages.isEmpty() && carrier.isWanted(channel)) {
            send(channel, HintCodec.live(messages, carrier.largestHint()));
        }
    }

    /** Tells others that want it who came to a channel or left it; without a key nobody is told. */
    public void tellPresence(String channel, byte[] who, boolean joined) {
        String name = PresenceName.of(channel);
        byte[] hint = HintCodec.presenceChanged(joined, who);
        if (seal.isKeyed() && hint.length + name.length() <= carrier.largestHint()) {
            send(name, List.of(hint));
        }
    }

    private void send(String channel, List<byte[]> hints) {
        sent.add(hints.size());
        hints.forEach(hint -> carrier.hint(channel, hint));
    }

    /** The log of a channel is read for what no hint has brought. */
    public void fetches() {
        fetched.increment();
    }

    private void lookSoon() {
        if (footing.isShared()) {
            healing.lookSoon();
        }
    }

    void look() {
        if (footing.isShared()) {
            healing.look();
        }
    }

    // ---- nodes

    /** What a user follows has changed. */
    public void followsChanged(String owner) {
        carrier.control("", ControlCodec.bytes(new Control.FollowsChanged(owner)));
    }

    /** Something was left for a node in the storage. */
    public void leftNotes(String node) {
        carrier.control(node, ControlCodec.bytes(new Control.LeftNotes()));
    }

    /** Tells the others that this node has changed. */
    public void tellStatus() {
        footing.turn().execute(neighbours::tell);
    }

    /** All nodes that are known, this one among them. */
    public List<Node> nodes() {
        return neighbours.all();
    }

    /** Whether a node is there and can be asked. */
    public boolean canAsk(String node) {
        return seal.isKeyed() && carrier.members().contains(node);
    }

    /** The node that is to serve a user, of those that have said where they are; empty where it is this one. */
    public Optional<Node> ownerOf(String user) {
        return Placement.of(user, nodes()).filter(owner -> !owner.name().equals(footing.node()));
    }

    /** Asks all other nodes, each of which has a second to answer. Without a key nobody is asked. */
    public CompletableFuture<Answers> ask(String question, byte[] body) {
        return ask(carrier.members(), question, body);
    }

    /** Asks one. */
    public CompletableFuture<Answers> ask(String node, String question, byte[] body) {
        return ask(List.of(node), question, body);
    }

    private CompletableFuture<Answers> ask(List<String> nodes, String question, byte[] body) {
        if (nodes.isEmpty() || !seal.isKeyed()) {
            return CompletableFuture.completedFuture(new Answers(List.of(), nodes.isEmpty()));
        }
        if (body.length + AROUND > carrier.largestHint()) {
            return CompletableFuture.failedFuture(new PushCoreException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "what is asked of other nodes must fit into a hint of the carrier: " + carrier.largestHint()
                            + " bytes with all it brings"));
        }
        return questions.expect(nodes, ANSWER_WITHIN, id -> {
            byte[] ask = ControlCodec.bytes(new Control.Ask(id, question, body));
            nodes.forEach(node -> carrier.control(node, ask));
        });
    }

    /**
     * Lets all other nodes do something, also those that hear of it late; gives what those answered that heard of it within a second.
     */
    public CompletableFuture<Answers> order(String name, byte[] body) {
        List<String> others = seal.isKeyed() ? carrier.members() : List.of();
        CompletableFuture<Void> written = new CompletableFuture<>();
        return questions
                .expect(
                        others,
                        ANSWER_WITHIN,
                        id -> footing.publishOrder(new Order(footing.node(), id, name, body).bytes())
                                .whenComplete((done, failure) -> {
                                    if (failure == null) {
                                        written.complete(null);
                                    } else {
                                        written.completeExceptionally(failure);
                                    }
                                }))
                .thenCombine(written, (answers, done) -> answers);
    }

    /** An order stands in the log. */
    public void ordered(byte[] bytes) {
        Order order;
        try {
            order = Order.read(bytes);
        } catch (RuntimeException unreadable) {
            footing.warn("order", "an order cannot be read, and is passed over: " + unreadable.getMessage());
            return;
        }
        if (!order.asker().equals(footing.node())) {
            answer(order.asker(), order.number(), order.name(), order.body());
        }
    }

    // ---- in turn

    void controlled(String node, Control control, boolean isTrusted) {
        if (control instanceof Control.Status status) {
            neighbours.told(node, status.node());
        } else if (control instanceof Control.FollowsChanged changed) {
            footing.followsChanged(changed.owner());
        } else if (control instanceof Control.LeftNotes) {
            footing.lookForNotes();
        } else if (!isTrusted) {
            look();
        } else if (control instanceof Control.Ask ask && heard.add(node, ask.id())) {
            answer(node, ask.id(), ask.question(), ask.body());
        } else if (control instanceof Control.Answer answer) {
            questions.answered(node, answer);
        }
    }

    private void answer(String node, long id, String question, byte[] body) {
        footing.answer(question, body)
                .whenComplete((items, failure) -> questions.answer(node, id, items == null ? List.of() : items));
    }

    void membersChanged() {
        neighbours.membersChanged();
        neighbours.tell();
    }

    /** What is known now. */
    public ClusterStats stats() {
        return new ClusterStats(
                nodes(),
                carrier.name(),
                reached,
                !healing.isFailing(),
                wishes.count(),
                sent.sum(),
                reception.hints.sum(),
                reception.dropped.sum(),
                reception.missed.sum(),
                healing.rounds(),
                fetched.sum());
    }
}
