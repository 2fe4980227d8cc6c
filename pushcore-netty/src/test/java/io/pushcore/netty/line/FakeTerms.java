package io.pushcore.netty.line;

import io.pushcore.ChannelRules;
import io.pushcore.Identity;
import io.pushcore.transport.Terms;
import java.time.Duration;
import java.time.Instant;

/** The terms of a connection, set by the test. */
final class FakeTerms implements Terms {
    int maxPayloadBytes = 1_000;
    int maxFrameBytes = 2_000;
    Identity identity = Identity.ANONYMOUS;
    boolean mustAuthenticate;

    @Override
    public int maxPayloadBytes() {
        return maxPayloadBytes;
    }

    @Override
    public int maxFrameBytes() {
        return maxFrameBytes;
    }

    @Override
    public Identity identity() {
        return identity;
    }

    @Override
    public String session() {
        return "s0";
    }

    @Override
    public boolean mustAuthenticate() {
        return mustAuthenticate;
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
