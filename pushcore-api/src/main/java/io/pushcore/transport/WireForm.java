package io.pushcore.transport;

import io.pushcore.Message;

/**
 * How messages look in one dialect. Connections that share the same instance share what it wrote: a message of a channel is
 * encoded once for all of them. So an instance is a constant without state.
 */
public interface WireForm {
    /** The short name, for stats and errors. */
    String name();

    /** Writes one message as it is pushed to a subscriber. Called on any thread, also on several at once; must not block. */
    void encode(Message message, Output out);
}
