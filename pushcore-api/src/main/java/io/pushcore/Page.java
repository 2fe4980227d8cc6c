package io.pushcore;

import java.util.List;
import java.util.Optional;

/**
 * A part of a channel's history.
 *
 * @param messages what is kept, in the order asked for; at most 1 MiB, but one message at least
 * @param through the position through which the page speaks; ask on from here. Equal to {@code head} when nothing is left
 * @param head the position of the newest message in the channel
 * @param gap what was asked for and is no longer kept, if anything; the messages are those after it
 */
public record Page(List<Message> messages, Position through, Position head, Optional<Gap> gap) {
    public Page {
        messages = List.copyOf(messages);
    }
}
