package io.pushcore.peer;

/** What a frame brought about, to be told when no lock is held. */
final class Effects {
    boolean joined;
    boolean left;

    /** The other node knew nothing of this one until now: its hints went elsewhere. */
    boolean missed;

    /** What the other node knows of the own interest; negative where it did not say. */
    long acked = -1;
}
