package io.pushcore;

/**
 * What went through a broker in one second.
 *
 * @param published messages appended
 * @param publishedBytes their payloads
 * @param delivered messages handed to readers, one for each reader
 * @param receivedBytes bytes that came on connections
 * @param sentBytes bytes written to connections
 */
public record Rates(long published, long publishedBytes, long delivered, long receivedBytes, long sentBytes) {
    /** Nothing yet. */
    public static final Rates NONE = new Rates(0, 0, 0, 0, 0);

    /** The higher of each. */
    public Rates most(Rates other) {
        return new Rates(
                Math.max(published, other.published),
                Math.max(publishedBytes, other.publishedBytes),
                Math.max(delivered, other.delivered),
                Math.max(receivedBytes, other.receivedBytes),
                Math.max(sentBytes, other.sentBytes));
    }
}
