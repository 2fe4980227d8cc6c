package io.pushcore.engine.cluster;

import java.util.Optional;

/** Under which name nodes want to be told who comes to a channel and leaves it: one that no channel has. */
public final class PresenceName {
    private static final String PREFIX = "$presence.";

    private PresenceName() {}

    public static String of(String channel) {
        return PREFIX + channel;
    }

    /** The channel of such a name; empty where it is none. */
    public static Optional<String> channel(String name) {
        return name.startsWith(PREFIX) ? Optional.of(name.substring(PREFIX.length())) : Optional.empty();
    }
}
