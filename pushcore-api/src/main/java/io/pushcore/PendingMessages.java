package io.pushcore;

import java.util.List;

/**
 * What an inbox has yet to see acknowledged.
 *
 * @param count how many, those that were never shown included; messages that expire meanwhile may be counted
 * @param events the first of them, with their numbers
 */
public record PendingMessages(long count, List<InboxEvent> events) {
    public PendingMessages {
        events = List.copyOf(events);
    }
}
