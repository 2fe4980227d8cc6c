package io.pushcore.engine.simulation;

import io.pushcore.storage.StorageBackend;

/**
 * What a simulation stores in; it outlives brokers. Whatever it is asked for it has answered when a call returns, on the thread of the
 * caller, so that a seed replays.
 */
public interface Stored extends AutoCloseable {
    /** For the brokers of one process, which may each open it: the same one, with the same parts, until that process ends. */
    StorageBackend backend();

    /** The process ends without a word; what it still asks the backend it had comes too late, or not. */
    void crash();

    /** All that was stored is gone, after a crash. */
    void lost();

    @Override
    void close();
}
