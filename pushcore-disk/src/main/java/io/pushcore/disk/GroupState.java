package io.pushcore.disk;

/** What is known in memory about what works stage. Called on the writer's thread, by the {@link Committer}. */
interface GroupState {
    /** All works of a batch have staged: stages what was gathered from them. */
    void finish(Batch batch);

    /** The batch is on the disk. */
    void written();

    /** Nothing of the batch holds, or what was written before may not: forgets what was changed for it, and what was read. */
    void dropped();
}
