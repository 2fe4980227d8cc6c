package io.pushcore;

import java.util.concurrent.CompletableFuture;

/** The taking in of one {@link EventSource}, until it is closed. Usable from any thread. */
public interface Ingestion extends AutoCloseable {
    /** What it has done so far. */
    IngestCounts counts();

    /** Completes when it has ended and its source is closed. */
    CompletableFuture<Void> ended();

    /**
     * Ends it: what it is about to store is stored and committed, where the storage answers; waits for that 5 seconds at most. What was
     * read and is not committed comes again when the source is opened again. The end of the broker does it too.
     */
    @Override
    void close();
}
