package io.pushcore.engine;

import io.pushcore.ChannelRules;
import io.pushcore.Durability;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.engine.inbox.Inboxes;
import io.pushcore.transport.Lane;
import io.pushcore.transport.WireForm;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A channel while it is in use: its appender, its hot window, its audience. All of it is touched on its strand only, but for what
 * is said to be readable by any thread.
 */
final class ChannelState {
    /** The epoch of channels without a log. */
    static final String LIVE_EPOCH = Position.NOWHERE.epoch();

    private final Engine engine;
    private final String name;
    private final ChannelRuling ruling;
    private final Strand strand;
    private final Verdicts verdicts;
    private final Appender appender;
    private final LagGate gate;
    private final Sleepers sleepers = new Sleepers();
    private final Audience audience;
    private final HeadQuest headQuest;
    private final Intake intake;
    private final Elsewhere elsewhere;
    private final LivePublishing live;

    private final KeptWindow kept;
    /** Whether nobody but this node has moved the head since it was asked for; of what is read here all is heard. */
    private boolean headIsFresh;
    /** Whether it was used since the last sweep. */
    private boolean used;

    private int unusedSweeps;
    private boolean held;
    private volatile boolean retired;
    private final Claims claims = new Claims();

    private final List<CompletableFuture<Void>> settling = new ArrayList<>(0);

    ChannelState(Engine engine, String name, ChannelRules rules) {
        this.engine = engine;
        this.name = name;
        this.ruling = new ChannelRuling(rules, engine.bestDurability);
        this.strand = new Strand(
                engine.executor,
                thrown -> engine.logLines.warn("strand", "work of channel " + name + " failed", thrown));
        this.verdicts = new Verdicts(engine, this);
        this.appender = new Appender(engine, this, verdicts);
        this.gate = new LagGate(engine, this);
        this.audience = new Audience(engine, this);
        this.headQuest = new HeadQuest(engine, this);
        this.intake = new Intake(engine, this, strand);
        this.elsewhere = new Elsewhere(engine, this);
        this.live = new LivePublishing(engine, this, verdicts);
        this.kept = new KeptWindow(engine, this, rules.isLive() ? LIVE_EPOCH : "");
    }

    String name() {
        return name;
    }

    /** The rules that hold now; any thread. */
    ChannelRules rules() {
        return ruling.rules();
    }

    /** Which rules hold, and what follows from them. */
    ChannelRuling ruling() {
        return ruling;
    }

    /** Goes on by the rules that hold now where publishing waits by others; any thread. */
    void rulesChanged() {
        onStrand(() -> {
            gate.open();
            pump();
        });
    }

    /** What lagging readers read from; any thread. */
    HotWindow window() {
        return kept.now();
    }

    KeptWindow kept() {
        return kept;
    }

    /** Tells publishing how far a reader has read, in case it waits for that; any thread. */
    void hasRead(long through) {
        if (gate.awaits(through)) {
            wakePump();
        }
    }

    Sleepers sleepers() {
        return sleepers;
    }

    Audience audience() {
        return audience;
    }

    LagGate gate() {
        return gate;
    }

    void onStrand(Runnable task) {
        strand.execute(task);
    }

    /** How publishes come in. */
    Intake intake() {
        return intake;
    }

    /** Whether its life is over, so that a publish goes to the next. */
    boolean isRetired() {
        return retired;
    }

    /** Takes what is to be published and goes on with it; on the strand. */
    void take(List<Pending> batch) {
        use();
        batch.forEach(appender::add);
        pump();
    }

    /** The same for one, whose publisher is inside; gives it if it was not settled at once. */
    @Nullable
    Pending take(Publication publication, Outcome outcome) {
        use();
        Pending unsettled;
        if (!isHeldBack() && !rules().isLive() && appender.isFree(publication)) {
            unsettled = appender.sendAtOnce(publication, outcome);
            tellSettled();
        } else {
            unsettled = Pending.inside(publication, outcome);
            appender.add(unsettled);
            pump();
        }
        return unsettled;
    }

    /** The same for one whose publisher wakes the pump soon. */
    void takeSoon(Pending pending) {
        use();
        appender.add(pending);
    }

    /** Whether the storage takes so long that it is worth while to ask it for more at once. */
    boolean takesTime() {
        return !rules().isLive() && ruling.durability() != Durability.MEMORY;
    }

    /** Refuses what was not published. */
    void refuse(List<Pending> batch, PushCoreException why) {
        verdicts.fail(batch, why);
    }

    private void use() {
        // written once per sweep only: all readers look at this object
        if (!used) {
            used = true;
        }
    }

    /** Whether all that was published is settled; on the strand. */
    boolean isIdle() {
        return appender.isIdle();
    }

    // ---- on the strand

    /** Goes on with whatever can go on. */
    void pump() {
        if (isHeldBack()) {
            return;
        }
        if (rules().isLive()) {
            publishLive();
        } else {
            appender.send();
        }
        tellSettled();
    }

    /** Whether nothing is published before it is known who is to hear of it, and how far the log reaches. */
    private boolean isHeldBack() {
        return held || headQuest.isOpen();
    }

    /** Looks again whether publishing can go on; any thread. */
    void wakePump() {
        onStrand(this::pump);
    }

    /** Whether so many bytes may be published now. */
    boolean admits(long bytes) {
        return gate.admits(window(), bytes);
    }

    /** Whether a message belongs to the life of the log that readers see. */
    boolean isOfThisLife(Message message) {
        return message.position().epoch().equals(window().epoch);
    }

    /** A message that is in the log now. */
    void visible(Message message) {
        HotWindow now = window();
        long index = message.offset();
        boolean sameLife = message.position().epoch().equals(now.epoch);
        if (elsewhere.appends() && isRead() && !now.epoch.isEmpty() && elsewhere.holdsBack(message, now)) {
            return;
        }
        if (!sameLife || index > now.head() + 1) {
            // another life of the log, or a hole: readers fetch from the log what is not here
            now = kept.restart(message.position().epoch(), index - 1);
        }
        if (index == now.head() + 1) {
            kept.append(message);
            elsewhere.wentOn();
        }
    }

    /** What it has to do with other nodes. */
    Elsewhere elsewhere() {
        return elsewhere;
    }

    /** How many own publishes the storage has been given and not answered. */
    int ownUnderWay() {
        return appender.underWay();
    }

    /** How far the log reaches as far as is known here: further than the window, while that waits for what other nodes appended before. */
    long newest() {
        return Math.max(window().head(), elsewhere.ownThrough());
    }

    /** What another node published on a channel without a log; on the strand. */
    void liveElsewhere(List<Message> messages) {
        messages.forEach(kept::append);
        audience.announce();
    }

    /** Whether somebody here reads it. */
    boolean isRead() {
        return !audience.isEmpty() || (engine.inboxes != null && engine.inboxes.isFollowed(name));
    }

    /** Whether it has readers, or somebody is about to read it; any thread. */
    boolean hasReaders() {
        return audience.readers() > 0 || claims.areTaken();
    }

    /** Whether its first reader need not ask how far the log reaches. */
    boolean knowsHead() {
        return !window().epoch.isEmpty() && (!elsewhere.appends() || headIsFresh || !audience.isEmpty());
    }

    /** The storage has said how far the log reaches. */
    void headIsFresh() {
        headIsFresh = true;
    }

    /** Begins at a place of the log, before anybody has it; who comes first reads from there. */
    void beginAt(Position head) {
        kept.beginAt(head);
        headIsFresh = true;
    }

    void announce() {
        audience.announce();
        Inboxes inboxes = engine.inboxes;
        if (inboxes != null) {
            inboxes.news(name);
            HotWindow now = window();
            inboxes.heads().news(name, now.epoch, now.head());
        }
    }

    private void publishLive() {
        if (admits(appender.nextBytes())) {
            live.publish(appender.takeAll());
        }
    }

    // ---- readers

    /** Runs {@code then} on the strand once the head is known, or {@code otherwise} when it cannot be. */
    void withHead(Runnable then, Consumer<PushCoreException> otherwise) {
        // before the head is asked for: what is appended after that is told
        elsewhere.want();
        onStrand(() -> headQuest.ask(then, otherwise));
    }

    /** Lets publishes wait until {@link #letPublish}; before anybody else knows of it. */
    void holdPublishing() {
        held = true;
    }

    /** Those who were to hear the first message have joined by now. */
    void letPublish() {
        onStrand(() -> {
            held = false;
            pump();
        });
    }

    /** Those who are about to join; any thread. */
    Claims claims() {
        return claims;
    }

    /** Adds a reader of the process; on the strand, with the head known. */
    void join(Listening reader, @Nullable Laggard laggard) {
        wasJoined();
        audience.add(reader);
        if (laggard != null) {
            gate.add(laggard);
        }
    }

    void leave(Listening reader, @Nullable Laggard laggard) {
        if (audience.remove(reader)) {
            wasLeft(laggard);
        }
    }

    /** Makes room for a reader on a lane; on the strand, with the head known. */
    LaneGroup join(Lane lane, @Nullable Laggard laggard) {
        wasJoined();
        if (laggard != null) {
            gate.add(laggard);
        }
        return audience.join(lane);
    }

    Ribbon ribbon(WireForm form) {
        return audience.take(form, window());
    }

    void leave(LaneGroup group, Ribbon ribbon, @Nullable Laggard laggard) {
        audience.giveBack(ribbon);
        audience.leave(group);
        wasLeft(laggard);
    }

    private void wasJoined() {
        use();
        kept.keep();
        countSubscription(1);
    }

    /** The broker's own reader of orders is nobody's subscription. */
    private void countSubscription(int more) {
        if (!name.equals(Orders.CHANNEL)) {
            engine.counters.subscriptions.add(more);
        }
    }

    private void wasLeft(@Nullable Laggard laggard) {
        countSubscription(-1);
        use();
        if (laggard != null) {
            gate.remove(laggard);
        }
        if (audience.isEmpty()) {
            headIsFresh = false;
            if (!kept.isForInboxes()) {
                kept.letGo();
                elsewhere.forget();
            }
        }
        pump();
    }

    /** Wakes everybody who reads. */
    void wakeAll() {
        audience.wakeAll();
    }

    // ---- the end of its use

    /** Retires it if nobody reads and nothing was published for so many sweeps; on the strand. */
    boolean retireUnused(int sweeps) {
        unusedSweeps = used ? 0 : unusedSweeps + 1;
        used = false;
        if (unusedSweeps >= sweeps
                && audience.isEmpty()
                && appender.isIdle()
                && !appender.isFrozen()
                && !headQuest.isOpen()
                && claims.end()) {
            appender.retire();
            kept.letGo();
            elsewhere.forget();
            retired = true;
        }
        return retired;
    }

    /** Forgets what it knows of the log, which was deleted; on the strand. */
    void forgetHead() {
        if (!rules().isLive()) {
            kept.restart("", 0);
            headQuest.forget();
            elsewhere.forget();
            audience.wakeAll();
            elsewhere.tellDeleted();
        }
    }

    /** Fails what has not been acknowledged; completes when that is under way. */
    CompletableFuture<Void> abandon() {
        CompletableFuture<Void> abandoned = new CompletableFuture<>();
        onStrand(() -> {
            appender.abandon(Engine.closed());
            abandoned.complete(null);
        });
        return abandoned;
    }

    /** Completes when all that was published so far is settled and announced. */
    CompletableFuture<Void> settled() {
        CompletableFuture<Void> settled = new CompletableFuture<>();
        onStrand(() -> {
            settling.add(settled);
            pump();
            tellSettled();
        });
        return settled;
    }

    private void tellSettled() {
        if (!settling.isEmpty() && appender.isIdle()) {
            // nothing waits any more for others to travel with
            audience.wakeAll();
            settling.forEach(settled -> settled.complete(null));
            settling.clear();
        }
    }
}
