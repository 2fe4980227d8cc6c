package io.pushcore.storage;

import io.pushcore.Durability;
import io.pushcore.Message;

/** What became of one {@link Append}. */
public sealed interface Appended {
    /**
     * The message stands in the log.
     *
     * @param message as it will be read
     * @param durability what was reached: at least what was asked for
     */
    record Stored(Message message, Durability durability) implements Appended {}

    /** A message with the same channel, sender, idempotency key and payload stands there already. */
    record Repeated(Message first, Durability durability) implements Appended {}

    /** The same channel, sender and idempotency key came with another payload; nothing was appended. */
    record Mismatched() implements Appended {}
}
