package io.pushcore;

/** Says what records of a log elsewhere become. Called by the thread of an {@link Ingestion}, one record at a time; must not block. */
@FunctionalInterface
public interface EventDecoder {
    /**
     * What is to be stored for a record. The same record must become the same each time: it may come more than once.
     *
     * @throws PushCoreException if it is none; it is rejected with that sentence. Any other exception rejects it too
     */
    IngestedEvent decode(EventRecord came);
}
