package io.pushcore.storage;

import io.pushcore.Durability;
import io.pushcore.Publication;

/**
 * One message to be appended.
 *
 * @param channel the channel's name
 * @param id names this append; repeated when its outcome is unknown
 * @param confirmed every number of the same writer on this channel up to this has been answered: the storage may forget
 *     their results
 * @param publication what is appended; its ttl, if not zero, counts from the message's time
 * @param retention what the channel keeps; the newest one given holds, also for channels that stay idle
 * @param durability what the message is to survive before the call completes, and before anybody sees it; at most what the storage
 *     reaches by its {@link Capabilities}
 */
public record Append(
        String channel,
        AppendId id,
        long confirmed,
        Publication publication,
        Retention retention,
        Durability durability) {}
