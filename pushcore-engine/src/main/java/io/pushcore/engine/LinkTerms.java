package io.pushcore.engine;

import io.pushcore.ChannelRules;
import io.pushcore.Identity;
import io.pushcore.Limit;
import io.pushcore.transport.Terms;
import java.time.Duration;
import java.time.Instant;

/** What the codec of one connection may know. Only its lane touches it. */
final class LinkTerms implements Terms {
    /** Space for a command with its names and options around the payload. */
    private static final int COMMAND_BYTES = 4 << 10;

    private static final Duration SOONEST = Duration.ofSeconds(1);
    private static final Duration SPREAD = Duration.ofSeconds(4);

    private final Engine engine;
    private final NetLink link;
    private final boolean guarded;

    LinkTerms(Engine engine, NetLink link, boolean guarded) {
        this.engine = engine;
        this.link = link;
        this.guarded = guarded;
    }

    @Override
    public int maxPayloadBytes() {
        return engine.tuned().maxPayloadBytes;
    }

    @Override
    public int maxFrameBytes() {
        long whole = (long) engine.tuned().maxPayloadBytes + COMMAND_BYTES;
        long most = mustAuthenticate() ? Math.min(whole, engine.limit(Limit.UNAUTHENTICATED_FRAME_BYTES)) : whole;
        return (int) Math.min(most, Integer.MAX_VALUE - 16);
    }

    @Override
    public Identity identity() {
        return link.identity();
    }

    @Override
    public String session() {
        return link.publicId();
    }

    @Override
    public boolean mustAuthenticate() {
        return guarded && !link.isAuthenticated();
    }

    @Override
    public String remoteAddress() {
        return link.connection().remoteAddress();
    }

    @Override
    public Duration reconnectAfter() {
        return SOONEST.plusMillis(engine.random.nextLong(SPREAD.toMillis()));
    }

    @Override
    public ChannelRules ownLog() {
        return engine.tuned().tuning.userLogs();
    }

    @Override
    public Instant now() {
        return engine.time.now();
    }
}
