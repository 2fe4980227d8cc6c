package io.pushcore.engine;

/** Whoever is to be told that a channel has moved: a reader in the process, or the readers of one lane. */
interface Listening {
    /** The channel has moved. Called on the channel's strand; only hands over. */
    void wake();

    /** Whether it is among the {@link Sleepers} of its channel while it wants to be woken; otherwise it always does. */
    default boolean saysWhenItSleeps() {
        return false;
    }
}
