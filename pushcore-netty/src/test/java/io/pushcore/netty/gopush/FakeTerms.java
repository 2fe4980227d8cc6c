package io.pushcore.netty.gopush;

import io.pushcore.ChannelRules;
import io.pushcore.Identity;
import io.pushcore.transport.Terms;
import java.time.Duration;
import java.time.Instant;

/** The terms of a connection of nobody in particular. */
record FakeTerms() implements Terms {
    @Override
    public int maxPayloadBytes() {
        return 1_000;
    }

    @Override
    public int maxFrameBytes() {
        return 2_000;
    }

    @Override
    public Identity identity() {
        return Identity.ANONYMOUS;
    }

    @Override
    public String session() {
        return "s0";
    }

    @Override
    public boolean mustAuthenticate() {
        return false;
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
    public Instant now() {
        return Instant.parse("2026-01-02T03:04:05Z");
    }

    @Override
    public ChannelRules ownLog() {
        return ChannelRules.userLogs();
    }
}
