package io.pushcore.transport;

/** When a connection becomes a session of its user, which counts among the user's sessions and is told of. */
public enum SessionBegin {
    /** As soon as it is known who is there. */
    WITH_CREDENTIALS,
    /** When it opens an inbox, so that who comes back to a session does not begin another one before. */
    WITH_INBOX,
    /** Never: it is one question and its answer. */
    NEVER
}
