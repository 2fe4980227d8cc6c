package io.pushcore.benchmarks;

import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.Payload;
import java.time.Duration;

/** What the benchmarks have in common. */
final class Setting {
    /** Messages received in one invocation, by all subscribers together; the end of a round is then a small part of it. */
    static final int DELIVERIES = 200_000;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private Setting() {}

    /** A broker with nothing but memory, which keeps a thousand messages and makes publishers wait rather than readers miss. */
    static Broker.Builder broker() {
        return Broker.builder()
                .channels(ChannelRules.keep(1_000).waitWhenReadersLag(PATIENCE))
                .publishWaits(PATIENCE);
    }

    /** 64 bytes, one of 256 different ones. */
    static Payload payload(int number) {
        byte[] bytes = new byte[64];
        bytes[0] = (byte) number;
        return Payload.of(bytes);
    }
}
