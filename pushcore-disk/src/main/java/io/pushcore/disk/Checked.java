package io.pushcore.disk;

/**
 * How much was looked through.
 *
 * @param files sorted files
 * @param fileBytes in these
 * @param channels that were ever written
 * @param messages that are on the disk; some may be let go already
 * @param messageBytes their payloads, keys and headers
 * @param inboxes of users and named subscriptions
 * @param findings how much was wrong
 */
public record Checked(
        long files, long fileBytes, long channels, long messages, long messageBytes, long inboxes, long findings) {
    /** Whether nothing is wrong. */
    public boolean isSound() {
        return findings == 0;
    }
}
