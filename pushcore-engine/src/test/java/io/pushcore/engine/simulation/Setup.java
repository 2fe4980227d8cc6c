package io.pushcore.engine.simulation;

import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a seed makes of the broker: a few channels of different rules, small limits, a kind of trouble. */
final class Setup {
    static final Duration PUBLISH_TIMEOUT = Duration.ofSeconds(3);
    static final Duration LAG_WAIT = Duration.ofSeconds(1);
    static final Duration MERGE = Duration.ofMillis(500);
    static final int LARGEST_PAYLOAD = 3_000;

    static final long PLENTY = 1L << 24;

    private static final Map<String, ChannelRules> ALL = all();

    private final Map<String, ChannelRules> rules = new LinkedHashMap<>();
    final long windowBytes;
    final long windowsBytes;
    final long tapeBytes;
    final long inFlightBytes;
    final long inFlightBytesPerChannel;
    final int lanes;
    final int yieldOneIn;
    final int throwsPercent;
    final int keysPercent;
    final int ttlPercent;
    final int largePercent;

    Setup(Chance chance) {
        List<String> names = new ArrayList<>(ALL.keySet());
        for (int i = chance.between(2, 5); i > 0; i--) {
            String name = names.remove(chance.below(names.size()));
            rules.put(name, ALL.get(name).maxPayload(LARGEST_PAYLOAD));
        }
        windowBytes = chance.pick(2_000L, 6_000L, 30_000L, 1L << 20);
        windowsBytes = chance.oneIn(3) ? 3 * windowBytes / 2 : PLENTY;
        tapeBytes = chance.pick(6_000L, 20_000L, 1L << 20);
        inFlightBytesPerChannel = chance.pick(1_000L, 8_000L, 1L << 20);
        inFlightBytes = chance.oneIn(4) ? 2_000L : 1L << 22;
        lanes = chance.between(1, 3);
        yieldOneIn = chance.pick(0, 10, 30, 100);
        throwsPercent = chance.pick(0, 0, 5);
        keysPercent = chance.pick(0, 10, 40);
        ttlPercent = chance.pick(0, 0, 30);
        largePercent = chance.pick(0, 2, 20);
    }

    List<String> channels() {
        return List.copyOf(rules.keySet());
    }

    /** Channels that have a log. */
    List<String> logs() {
        return channels().stream().filter(name -> !rules(name).isLive()).toList();
    }

    ChannelRules rules(String channel) {
        ChannelRules own = rules.get(channel);
        if (own == null) {
            throw new IllegalArgumentException("not of this run: " + channel);
        }
        return own;
    }

    void into(Broker.Builder builder) {
        rules.forEach(builder::channels);
        builder.publishTimeout(PUBLISH_TIMEOUT)
                .limit(Limit.HOT_WINDOW_BYTES_PER_CHANNEL, windowBytes)
                .limit(Limit.HOT_WINDOW_BYTES, windowsBytes)
                .limit(Limit.TAPE_BYTES, tapeBytes)
                .limit(Limit.IN_FLIGHT_BYTES, inFlightBytes)
                .limit(Limit.IN_FLIGHT_BYTES_PER_CHANNEL, inFlightBytesPerChannel);
    }

    private static Map<String, ChannelRules> all() {
        Map<String, ChannelRules> all = new LinkedHashMap<>();
        all.put("news", ChannelRules.keep(100));
        all.put("short", ChannelRules.keep(3));
        all.put("none", ChannelRules.keep(0));
        all.put("bytes", ChannelRules.keep(1_000).atMostBytes(3_000));
        all.put("aged", ChannelRules.keep(1_000).forAtMost(Duration.ofSeconds(2)));
        all.put("patient", ChannelRules.keep(4).waitWhenReadersLag(LAG_WAIT));
        all.put("patient.too", ChannelRules.keep(50).waitWhenReadersLag(LAG_WAIT));
        all.put("latest", ChannelRules.keep(20).latestOnly());
        all.put("merged", ChannelRules.keep(50).mergeUpTo(4, MERGE));
        all.put("fleeting", ChannelRules.keep(100).ttl(Duration.ofMillis(800)));
        all.put("live", ChannelRules.live());
        all.put("live.patient", ChannelRules.live().waitWhenReadersLag(LAG_WAIT));
        all.put("live.merged", ChannelRules.live().mergeUpTo(3, MERGE));
        all.put("chat.a", ChannelRules.keep(30));
        all.put("chat.b", ChannelRules.keep(2));
        all.put("chat.c.d", ChannelRules.keep(10).rememberIdempotencyKeys(2, Duration.ofSeconds(5)));
        return all;
    }
}
