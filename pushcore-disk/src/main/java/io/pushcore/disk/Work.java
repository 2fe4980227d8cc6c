package io.pushcore.disk;

import io.pushcore.storage.StorageException;

/** Something to be written, as a whole or not at all. Works are staged one after the other, in the order they came. */
interface Work {
    /** About how many bytes it stages. */
    long bytes();

    /**
     * Stages its changes, on the writer's thread. It rejects itself by throwing a {@link StorageException} before it has staged or
     * changed anything. It may be called again, with an empty batch, if another work of the batch failed.
     */
    void stage(Batch batch);

    /** What it staged is written and, where it asked for that, synced. Called on the thread that answers, or the writer's, in the order the works came. */
    void done();

    /** Nothing of it was written, unless the fault is {@code RETRIABLE}. Called on the thread that answers, or that of who submitted it. */
    void failed(StorageException failure);

    /** Whether it must be synced before it is done; else it survives the end of the process and may be lost with that of the machine. */
    default boolean isSynced() {
        return true;
    }

    /** Whether it is let through when the disk is full, since it makes room, or is small and soon over. */
    default boolean freesSpace() {
        return false;
    }
}
