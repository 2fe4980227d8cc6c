package io.pushcore.transport;

import io.pushcore.ChannelRules;
import io.pushcore.Identity;
import java.time.Duration;
import java.time.Instant;

/** What a codec may know about its connection. Read on the lane. */
public interface Terms {
    /** The largest payload any channel takes, in bytes. */
    int maxPayloadBytes();

    /**
     * The longest frame or line to be accepted now, in bytes: {@link #maxPayloadBytes()} and room for a command around it, or
     * less while credentials are due. Refuse a longer one with {@code FRAME_TOO_LARGE} as soon as its length is known.
     */
    int maxFrameBytes();

    /** Who the session is by now. */
    Identity identity();

    /** The session's public name, as presence shows it; it gives no right to the session. Never changes. */
    String session();

    /** Whether the session must show credentials before anything else. */
    boolean mustAuthenticate();

    /** The other end's address, as text, for the credentials it shows. */
    String remoteAddress();

    /**
     * How long the client is to wait until it connects again, where the broker sends all away: from 1 to 5 seconds, another time by
     * chance at each call. For dialects that can tell it.
     */
    Duration reconnectAfter();

    /** The rules of users' own logs now, for dialects that tell how long and how much they keep. */
    ChannelRules ownLog();

    /** The time of day, for durations that count back. */
    Instant now();
}
