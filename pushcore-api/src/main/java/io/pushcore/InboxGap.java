package io.pushcore;

/**
 * What an inbox was to show and cannot, under a number that is acknowledged like a message's.
 *
 * @param seq the number
 * @param gap what is missing of which channel
 * @param reason why
 */
public record InboxGap(long seq, Gap gap, Reason reason) implements InboxEvent {
    /** Why something is missing. */
    public enum Reason {
        /** Its channel let go of it before it was shown or acknowledged. */
        TRIMMED,
        /** It was shown, and its time to live passed before it was acknowledged. */
        EXPIRED
    }
}
