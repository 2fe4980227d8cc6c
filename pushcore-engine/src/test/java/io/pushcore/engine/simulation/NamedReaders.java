package io.pushcore.engine.simulation;

import io.pushcore.Broker;
import io.pushcore.Closed;
import io.pushcore.Delivery;
import io.pushcore.InboxEvent;
import io.pushcore.InboxGap;
import io.pushcore.InboxSession;
import io.pushcore.Start;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Those who read a channel by one name on one broker: one holds it, the others wait until it is free. */
final class NamedReaders {
    private static final String CHANNEL = "team";
    private static final String NAME = "audit";

    private final InboxWorld world;
    private final Broker broker;
    private @Nullable InboxSession holder;
    private boolean closing;
    private int waiting;
    private long lastSeq;

    NamedReaders(InboxWorld world, Broker broker) {
        this.world = world;
        this.broker = broker;
    }

    /** How many wait. */
    int waiting() {
        return waiting;
    }

    void open() {
        Start start = world.chance.oneIn(2) ? Start.now() : Start.earliest();
        waiting++;
        world.trace.say("%s is opened, %d wait", NAME, waiting);
        CompletableFuture<InboxSession> answer = broker.channel(CHANNEL).durable(NAME, start);
        if (!answer.isDone() && holder != null) {
            world.tally.count(InboxHappening.STANDBY_WAITS);
        }
        answer.whenComplete((session, failure) -> {
            waiting--;
            world.trace.say("%s: %s", NAME, failure == null ? "held" : failure);
            if (session != null) {
                held(session);
            }
        });
    }

    private void held(InboxSession session) {
        InboxSession before = holder;
        // whoever had it was told before it was free
        world.mustBe(before == null || closing || isOver(before), "I10: %s is held twice", NAME);
        world.tally.count(InboxHappening.NAME_HELD);
        holder = session;
        closing = false;
        lastSeq = 0;
    }

    private boolean isOver(InboxSession session) {
        return read(session, Integer.MAX_VALUE);
    }

    /** The holder reads some, and acknowledges. */
    void read() {
        InboxSession session = holder;
        if (session != null && !closing && read(session, world.chance.between(1, 20))) {
            holder = null;
        }
    }

    /** Says whether the last event came. */
    private boolean read(InboxSession session, int most) {
        try {
            for (int i = 0; i < most; i++) {
                InboxEvent event = session.next(Duration.ZERO).orElse(null);
                if (event == null || event instanceof Closed) {
                    return event != null;
                }
                long seq = event instanceof Delivery delivery ? delivery.seq() : ((InboxGap) event).seq();
                world.mustBe(seq > lastSeq, "I10: numbers of a name do not rise: %s after %d", event, lastSeq);
                world.mustBe(isOfChannel(event), "I10: %s is shown %s", NAME, event);
                lastSeq = seq;
                world.tally.count(InboxHappening.READ_BY_NAME);
                if (world.chance.oneIn(3)) {
                    session.ack(seq);
                }
            }
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isOfChannel(InboxEvent event) {
        List<String> channels = event instanceof Delivery delivery
                ? List.of(delivery.message().channel())
                : List.of(((InboxGap) event).gap().channel());
        return channels.contains(CHANNEL);
    }

    /** The holder lets go of it. */
    void close() {
        InboxSession session = holder;
        if (session != null) {
            closing = true;
            session.close();
        }
    }
}
