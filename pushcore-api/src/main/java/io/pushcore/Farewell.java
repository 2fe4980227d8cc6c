package io.pushcore;

/** What a client whose session is ended is told to do. */
public enum Farewell {
    /** Connect again, here or at another node. */
    RECONNECT,
    /** Not connect again by itself. Its credentials hold as before: who must not come back needs them taken away too. */
    STAY_AWAY
}
