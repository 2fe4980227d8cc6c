package io.pushcore.netty.gopush;

import io.pushcore.ErrorCode;
import io.pushcore.Names;
import io.pushcore.PushCoreException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What all connections of one client port have in common.
 *
 * @param prefix what stands before a room's name in the name of its channel; may be empty
 * @param mostRooms how many a connection may be in
 * @param heartbeat how old the last PING of a client may be
 * @param nanoTime the clock of that
 */
public record GoPushSite(
        GoPushCounters counters, String prefix, int mostRooms, Duration heartbeat, LongSupplier nanoTime) {
    /** What is for everybody who is connected. */
    public static final String ALL = "gopush.all";

    private static final String PREFIX = "gopush.room.";
    private static final int MOST_ROOMS = 5;
    private static final Duration HEARTBEAT = Duration.ofSeconds(60);

    /** As they are unless something else is said. */
    public static GoPushSite usual() {
        return new GoPushSite(new GoPushCounters(), PREFIX, MOST_ROOMS, HEARTBEAT, System::nanoTime);
    }

    public GoPushSite prefix(String newPrefix) {
        return new GoPushSite(counters, newPrefix, mostRooms, heartbeat, nanoTime);
    }

    public GoPushSite mostRooms(int rooms) {
        return new GoPushSite(counters, prefix, rooms, heartbeat, nanoTime);
    }

    public GoPushSite heartbeat(Duration longest) {
        return new GoPushSite(counters, prefix, mostRooms, longest, nanoTime);
    }

    /** The channel of a room, which is no pattern; {@code BAD_NAME} if none can have that name. */
    String channel(String room) {
        if (room.isEmpty()) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, "room must not be empty");
        }
        String channel = Names.channel(prefix + room);
        if (Names.isReserved(channel) || channel.equals(ALL)) {
            throw new PushCoreException(ErrorCode.BAD_NAME, "room must not have this name: " + Names.shown(room));
        }
        return channel;
    }

    /** What a client calls a channel. */
    String room(String channel) {
        return channel.equals(ALL) ? "" : channel.substring(prefix.length());
    }
}
