package io.pushcore.engine;

import io.pushcore.ChannelRules;
import io.pushcore.Limit;
import io.pushcore.Tuning;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rules and limits as the engine asks for them; immutable, and replaced as a whole. */
final class Tuned {
    /** A century, so that times can be added up. */
    private static final long LONGEST_MILLIS = Duration.ofDays(36_500).toMillis();

    final Tuning tuning;
    /** The largest payload any channel takes. */
    final int maxPayloadBytes;
    /** The bounds of each connection, user and address; null where none is set. */
    final @Nullable Bounds perConnection;

    final @Nullable Bounds perUser;
    final @Nullable Bounds perAddress;

    private final Map<Limit, Long> limits = new EnumMap<>(Limit.class);

    /** How fast a connection, a user or an address may go. */
    record Bounds(
            Limit commands,
            long commandsPerSecond,
            Limit bytes,
            long bytesPerSecond,
            Limit channels,
            long channelsPerSecond) {
        private boolean isSet() {
            return commandsPerSecond != Limit.OFF || bytesPerSecond != Limit.OFF || channelsPerSecond != Limit.OFF;
        }
    }

    /** Whether other nodes may use the storage at the same time. */
    private final boolean shared;

    Tuned(Tuning tuning, boolean shared) {
        this.tuning = tuning;
        this.shared = shared;
        this.maxPayloadBytes = Math.max(
                tuning.defaultRules().maxPayloadBytes(),
                tuning.rules().values().stream()
                        .mapToInt(ChannelRules::maxPayloadBytes)
                        .max()
                        .orElse(0));
        for (Limit limit : Limit.values()) {
            limits.put(limit, tuning.limit(limit));
        }
        this.perConnection = bounds(
                Limit.COMMANDS_PER_SECOND_PER_CONNECTION,
                Limit.BYTES_PER_SECOND_PER_CONNECTION,
                Limit.NEW_CHANNELS_PER_SECOND_PER_CONNECTION);
        this.perUser = bounds(Limit.COMMANDS_PER_SECOND_PER_USER, Limit.BYTES_PER_SECOND_PER_USER, null);
        this.perAddress = bounds(
                Limit.COMMANDS_PER_SECOND_PER_ADDRESS,
                Limit.BYTES_PER_SECOND_PER_ADDRESS,
                Limit.NEW_CHANNELS_PER_SECOND_PER_ADDRESS);
    }

    /** The rules of a channel. */
    ChannelRules rulesOf(String channel) {
        if (channel.charAt(0) != '$') {
            return tuning.rulesOf(channel);
        }
        return switch (channel) {
            case Probe.CHANNEL -> Probe.rules(tuning.defaultRules());
            case Orders.CHANNEL -> Orders.rules(tuning.defaultRules(), maxPayloadBytes, shared);
            default -> tuning.rulesOf(channel);
        };
    }

    long limit(Limit limit) {
        Long value = limits.get(limit);
        return value != null ? value : limit.byDefault();
    }

    /** A limit in milliseconds, as a time that can be added to others. */
    Duration within(Limit limit) {
        return Duration.ofMillis(Math.min(limit(limit), LONGEST_MILLIS));
    }

    /** Whether anything bounds how fast clients go. */
    boolean isPaced() {
        return perConnection != null || perUser != null || perAddress != null;
    }

    private @Nullable Bounds bounds(Limit commands, Limit bytes, @Nullable Limit channels) {
        Bounds bounds = new Bounds(
                commands,
                limit(commands),
                bytes,
                limit(bytes),
                channels == null ? commands : channels,
                channels == null ? Limit.OFF : limit(channels));
        return bounds.isSet() ? bounds : null;
    }
}
