package io.pushcore.engine;

import io.pushcore.Publication;

/** A publish on its way to the storage. Only its channel's strand touches it. */
final class Pending {
    final Publication publication;
    final Outcome outcome;
    final long bytes;
    /** Names the append within the channel; given when it is first sent. */
    long number;
    /** Whether its bytes are counted as in flight. */
    boolean counted;
    /** Whether the thread that published it is still inside {@code publish}, so that nobody can wait on its future yet. */
    boolean inside;

    Pending(Publication publication, Outcome outcome) {
        this.publication = publication;
        this.outcome = outcome;
        this.bytes = sizeOf(publication);
    }

    static long sizeOf(Publication publication) {
        return HotWindow.sizeOf(publication.payload(), publication.key(), publication.headers());
    }
}
