package io.pushcore.engine;

import io.pushcore.Publication;
import io.pushcore.Published;
import io.pushcore.PushCoreException;
import org.jspecify.annotations.Nullable;

/** A publish on its way to the storage; keeps its outcome until that may be told. Only its channel's strand touches it. */
final class Pending implements Outcome {
    final Publication publication;
    final Outcome outcome;
    final long bytes;
    /** Names the append within the channel; given when it is first sent. */
    long number;
    /** Whether its bytes are counted as in flight. */
    boolean counted;
    /** Whether the thread that published it is still inside {@code publish}, so that nobody can wait on its future yet. */
    boolean inside;
    /** What became of it; one of both once it is settled. */
    private @Nullable Published published;

    private @Nullable PushCoreException failure;

    Pending(Publication publication, Outcome outcome) {
        this.publication = publication;
        this.outcome = outcome;
        this.bytes = sizeOf(publication);
    }

    /** One whose publisher is inside. */
    static Pending inside(Publication publication, Outcome outcome) {
        Pending pending = new Pending(publication, outcome);
        pending.inside = true;
        return pending;
    }

    @Override
    public void stored(Published result) {
        published = result;
    }

    @Override
    public void failed(PushCoreException why) {
        failure = why;
    }

    @Override
    public void allTold() {
        outcome.allTold();
    }

    boolean isSettled() {
        return published != null || failure != null;
    }

    /** Whether its outcome may be told at once, on the strand. */
    boolean isToldHere() {
        return inside || !outcome.callsOut();
    }

    /** Tells its outcome what became of it. */
    void tell() {
        if (published != null) {
            outcome.stored(published);
        } else if (failure != null) {
            outcome.failed(failure);
        }
    }

    static long sizeOf(Publication publication) {
        return HotWindow.sizeOf(publication.payload(), publication.key(), publication.headers());
    }
}
