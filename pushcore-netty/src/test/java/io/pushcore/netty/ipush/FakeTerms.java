package io.pushcore.netty.ipush;

import io.pushcore.ChannelRules;
import io.pushcore.Identity;
import io.pushcore.transport.Terms;
import java.time.Duration;
import java.time.Instant;

/** The terms of a connection of a user called anna. */
record FakeTerms(int maxFrameBytes, boolean mustAuthenticate) implements Terms {
    @Override
    public int maxPayloadBytes() {
        return 1_000;
    }

    @Override
    public Identity identity() {
        return Identity.of("anna");
    }

    @Override
    public String session() {
        return "s0";
    }

    @Override
    public String remoteAddress() {
        return "192.0.2.7";
    }

    @Override
    public Duration reconnectAfter() {
        return Duration.ofMillis(1_234);
    }

    @Override
    public ChannelRules ownLog() {
        return ChannelRules.userLogs();
    }

    @Override
    public Instant now() {
        return Instant.parse("2026-01-02T03:04:05Z");
    }
}
