package io.pushcore;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * A log elsewhere whose records a broker takes in: a file, a partition of Kafka. It is asked, and calls nobody. All methods are called by the
 * thread of its {@link Ingestion}, one at a time; they may block, {@link #poll} no longer than it is told. Whatever one throws is logged, and it
 * is asked again after a pause.
 */
public interface EventSource extends AutoCloseable {
    /**
     * The next records: those of one partition in their order and each once, beginning behind what was committed last. None, if none came in time. A few hundred are
     * enough: not before they are stored it is asked for more.
     */
    List<EventRecord> poll(Duration atMost) throws Exception;

    /**
     * These records and all before them in their partitions are stored, or rejected and kept as such. Whoever opens the source next, in whatever process,
     * may begin behind them, and must begin no later. At most one record for each partition.
     */
    void commit(List<EventRecord> last) throws Exception;

    /**
     * Nothing is asked for now, since what was given takes its time to be stored, or something failed: called every few seconds meanwhile, for a
     * source that is forgotten elsewhere if it is not heard of. It hands over nothing.
     */
    default void keepAlive() throws Exception {}

    /** The last call. */
    @Override
    void close() throws IOException;
}
