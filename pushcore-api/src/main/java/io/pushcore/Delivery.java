package io.pushcore;

/**
 * A message of an inbox, shown until it is acknowledged.
 *
 * @param seq its number in the inbox: rising from 1, never given twice, the same in each redelivery
 * @param message what was published or pushed, with its channel and position
 * @param redeliveries how often it was shown before, as far as is known; 0 for the first time
 */
public record Delivery(long seq, Message message, int redeliveries) implements InboxEvent {}
