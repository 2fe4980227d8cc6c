package io.pushcore.engine;

import io.pushcore.PushCoreException;
import org.jspecify.annotations.Nullable;

/** How fast one connection, user or address goes. Usable from any thread. */
final class Pace {
    private final Rate commands;
    private final Rate bytes;
    private final Rate channels;

    Pace(long now) {
        commands = new Rate(now);
        bytes = new Rate(now);
        channels = new Rate(now);
    }

    /** Counts a command, or says why it may not come now. */
    @Nullable
    PushCoreException command(Tuned.Bounds bounds, long now) {
        long wait = commands.take(now, bounds.commandsPerSecond(), 1);
        return wait == 0 ? null : TooMuch.tooFast(bounds.commands().toString(), bounds.commandsPerSecond(), wait);
    }

    /** Counts a channel that comes into use, or says why it may not now. */
    @Nullable
    PushCoreException channel(Tuned.Bounds bounds, long now) {
        long wait = channels.take(now, bounds.channelsPerSecond(), 1);
        return wait == 0 ? null : TooMuch.tooFast(bounds.channels().toString(), bounds.channelsPerSecond(), wait);
    }

    /** In how many nanoseconds more bytes may come. */
    long overdrawn(long now) {
        return bytes.overdrawn(now);
    }

    /** Counts bytes that came; in how many nanoseconds more may come. */
    long bytes(Tuned.Bounds bounds, long now, long count) {
        return bytes.add(now, bounds.bytesPerSecond(), count);
    }
}
