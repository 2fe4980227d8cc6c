package io.pushcore;

/** Whether a broker takes clients in. */
public enum BrokerState {
    READY,
    /** Its clients are sent away, or have been, and no others come in; the application goes on. */
    DRAINING,
    /** It is closed or about to be. */
    CLOSING
}
