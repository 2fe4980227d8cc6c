package io.pushcore.engine;

import io.pushcore.Limit;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** How publishes come into a channel, from any thread, and what of them is in flight. */
final class Intake {
    private final Engine engine;
    private final ChannelState channel;
    private final Strand strand;
    private final Budget inFlight;
    private final Rate rate;

    Intake(Engine engine, ChannelState channel, Strand strand) {
        this.engine = engine;
        this.channel = channel;
        this.strand = strand;
        this.rate = new Rate(engine.time.nanoTime());
        this.inFlight = new Budget(engine.limit(Limit.IN_FLIGHT_BYTES_PER_CHANNEL));
    }

    /** Lets so many messages come if the channel's rules allow that many a second, and fails otherwise. */
    void admit(int count) {
        long most = channel.rules().publishesPerSecond();
        if (most == 0) {
            return;
        }
        long wait = rate.take(engine.time.nanoTime(), most, count);
        if (wait > 0) {
            throw TooMuch.tooFast("publishesPerSecond on channel " + channel.name(), most, wait);
        }
    }

    /** Another bound on what is in flight. */
    void bound(long bytes) {
        inFlight.bound(bytes);
    }

    /** Whether a publish of so many bytes may come now. */
    boolean hasSpace(long bytes) {
        return inFlight.fits(bytes) && engine.inFlight.fits(bytes);
    }

    /** Runs {@code retry} when {@link #hasSpace} may have changed. */
    void whenSpace(long bytes, Runnable retry) {
        if (!inFlight.fits(bytes)) {
            inFlight.whenItFits(bytes, retry);
        } else {
            engine.inFlight.whenItFits(bytes, retry);
        }
    }

    /** Publishes one message; false if the channel has been retired, so that the caller asks for it anew. */
    boolean publish(Publication publication, Outcome outcome) {
        if (!strand.tryEnter()) {
            comesLater(List.of(new Pending(publication, outcome)), channel::take);
            return true;
        }
        try {
            if (channel.isRetired()) {
                return false;
            }
            Pending unsettled = channel.take(publication, outcome);
            if (unsettled != null) {
                goesOut(unsettled);
            }
        } finally {
            strand.leave();
        }
        return true;
    }

    /**
     * The same, but the storage is not asked before {@link ChannelState#wakePump}: the caller may have more, and what goes together
     * is synced together.
     */
    boolean publishSoon(Publication publication, Outcome outcome) {
        Pending pending = new Pending(publication, outcome);
        if (!strand.tryEnter()) {
            comesLater(List.of(pending), batch -> batch.forEach(channel::takeSoon));
            return true;
        }
        try {
            if (channel.isRetired()) {
                return false;
            }
            channel.takeSoon(pending);
            count(pending);
        } finally {
            strand.leave();
        }
        return true;
    }

    private void comesLater(List<Pending> batch, Consumer<List<Pending>> taking) {
        batch.forEach(this::count);
        strand.execute(() -> accept(batch, taking));
    }

    /** Publishes a batch in one step. */
    void publishAll(List<Publication> publications, List<Outcome> outcomes) {
        List<Pending> batch = new ArrayList<>(publications.size());
        for (int i = 0; i < publications.size(); i++) {
            batch.add(new Pending(publications.get(i), outcomes.get(i)));
        }
        if (!strand.tryEnter()) {
            comesLater(batch, channel::take);
            return;
        }
        try {
            if (channel.isRetired()) {
                batch.forEach(this::count);
                moveOn(batch);
                return;
            }
            batch.forEach(pending -> pending.inside = true);
            channel.take(batch);
            batch.forEach(this::goesOut);
        } finally {
            strand.leave();
        }
    }

    /** Its publisher is about to leave: what is not settled by now is in flight. */
    private void goesOut(Pending pending) {
        pending.inside = false;
        if (!pending.isSettled()) {
            count(pending);
        }
    }

    private void accept(List<Pending> batch, Consumer<List<Pending>> taking) {
        if (channel.isRetired()) {
            moveOn(batch);
        } else {
            taking.accept(batch);
        }
    }

    /** Goes on, in the next life of the channel, with what found this one retired. */
    private void moveOn(List<Pending> batch) {
        Intake next;
        try {
            next = engine.channels.state(channel.name()).intake();
        } catch (PushCoreException full) {
            channel.refuse(batch, full);
            return;
        }
        for (Pending pending : batch) {
            inFlight.give(pending.bytes);
            next.inFlight.take(pending.bytes);
        }
        next.strand.execute(() -> next.accept(batch, next.channel::take));
    }

    private void count(Pending pending) {
        pending.counted = true;
        inFlight.take(pending.bytes);
        engine.inFlight.take(pending.bytes);
    }

    void giveBack(Pending pending) {
        if (pending.counted) {
            pending.counted = false;
            inFlight.give(pending.bytes);
            engine.inFlight.give(pending.bytes);
        }
    }
}
