package io.pushcore.cli;

import io.pushcore.ChannelRules;
import io.pushcore.Pattern;
import io.pushcore.PushCoreException;
import io.pushcore.ShortDuration;
import io.pushcore.Tuning;
import io.pushcore.netty.GoPushTransport;
import java.time.Duration;
import java.util.Optional;

/**
 * What is to be spoken of go-push.
 *
 * @param clients the port where clients connect
 * @param operators the port where servers of the application push
 * @param mergeCount how many items a PUSH has at most; 0 for no waiting
 * @param mergeWithin how long the first of them waits at most
 * @param rooms what stands before the name of a room; may be empty
 */
record GoPushOptions(int clients, int operators, int mergeCount, Duration mergeWithin, String rooms) {
    private static final int LAST = 65_535;

    static Optional<GoPushOptions> of(Settings settings) {
        String said = settings.text(Setting.GO_PUSH);
        if (said.equals("off")) {
            return Optional.empty();
        }
        String[] ports = said.split(":", -1);
        if (!said.matches("\\d{1,5}:\\d{1,5}")
                || Integer.parseInt(ports[0]) > LAST
                || Integer.parseInt(ports[1]) > LAST) {
            throw settings.wrong(Setting.GO_PUSH, "must be two ports from 0 to 65535 like 7777:7799, or off");
        }
        return Optional.of(merging(settings, Integer.parseInt(ports[0]), Integer.parseInt(ports[1])));
    }

    private static GoPushOptions merging(Settings settings, int clients, int operators) {
        String said = settings.text(Setting.GO_PUSH_MERGE);
        if (said.equals("0")) {
            return new GoPushOptions(clients, operators, 0, Duration.ZERO, prefix(settings));
        }
        String[] parts = said.split(",", 2);
        try {
            Duration within = ShortDuration.parse(parts[parts.length - 1]);
            if (said.matches("\\d{1,6},.+")) {
                return new GoPushOptions(clients, operators, Integer.parseInt(parts[0]), within, prefix(settings));
            }
        } catch (PushCoreException unreadable) {
            // said below, as for a wrong count
        }
        throw settings.wrong(Setting.GO_PUSH_MERGE, "must be a count and a duration like 100,1s, or 0");
    }

    private static String prefix(Settings settings) {
        String said = settings.text(Setting.GO_PUSH_ROOMS);
        if (said.equals("off")) {
            return "";
        }
        try {
            Pattern.of(said + ">");
        } catch (PushCoreException noPattern) {
            throw settings.wrong(
                    Setting.GO_PUSH_ROOMS, "must be the begin of a channel's name, with a dot at its end, or off");
        }
        return said;
    }

    /** The rules of its channels, behind those that the file says. */
    Tuning in(Tuning tuning) {
        ChannelRules rules = ChannelRules.live()
                .maxPayload(tuning.defaultRules().maxPayloadBytes())
                .mergeUpTo(mergeCount, mergeWithin);
        Tuning usual = tuning.channels(GoPushTransport.CHANNELS, rules);
        String pattern = rooms + ">";
        return rooms.isEmpty() || usual.rules().containsKey(Pattern.of(pattern))
                ? usual
                : usual.channels(pattern, rules);
    }
}
