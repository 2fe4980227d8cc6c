package io.pushcore.storage;

import io.pushcore.Message;
import io.pushcore.Position;
import java.util.List;

/**
 * The answer to a {@link Read}. Where it reaches, and where the log stands, is told in the epoch of the head; messages keep the position
 * they were given.
 */
public sealed interface ReadResult {
    /**
     * What is kept. What is not among it, between the position asked from and {@code through}, has expired.
     *
     * @param messages in the direction asked for
     * @param through the answer speaks up to here: the position to ask from next. With {@code BACKWARD} it is that of the
     *     oldest offset spoken for, the first kept when nothing older is left
     * @param head the newest position of the channel when this was read
     */
    record Found(List<Message> messages, Position through, Position head) implements ReadResult {
        public Found {
            messages = List.copyOf(messages);
        }
    }

    /**
     * The position asked from is gone: trimmed away, beyond the head, or of an epoch that is over. Only for
     * {@code FORWARD}; {@code BACKWARD} finds what there is.
     *
     * @param from as it was asked
     * @param to the position before the first kept message or, where an epoch that is over ended later and the position is beyond that,
     *     this end: what is before it holds, and was read
     * @param rest what is found after {@code to}, of the same moment: where a channel is trimmed all the time, a second read would find it
     *     gone as well
     */
    record Gone(Position from, Position to, Found rest) implements ReadResult {}
}
