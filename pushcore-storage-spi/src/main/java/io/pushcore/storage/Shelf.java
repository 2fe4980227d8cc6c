package io.pushcore.storage;

import io.pushcore.Message;

/**
 * Where a {@link ShelvedLog} puts the messages of one channel: a place without rules of its own. Calls come one at a time, on a
 * thread that may block. What a call throws fails what the broker asked for: a {@link StorageException} with its fault, anything
 * else as {@code RETRIABLE}.
 */
public interface Shelf {
    /** Keeps a message under its offset, in the place of what a failed call may have left there. */
    void put(Message message);

    /** The message of an offset, which was put and not dropped. */
    Message get(long offset);

    /** Forgets the message of an offset, the oldest there is. */
    void drop(long offset);
}
