package io.pushcore;

/** What the broker bounds, each with its default. A refusal names its limit; set with {@code Broker.builder().limit(…)}. */
public enum Limit {
    /** Channels in use at a time. */
    CHANNELS("channels", 1_000_000),
    /** Connections of all transports. */
    CONNECTIONS("connections", 100_000),
    /** Connections that have yet to show credentials, where they must. */
    UNAUTHENTICATED_CONNECTIONS("unauthenticatedConnections", 1_000),
    /** Subscriptions of one connection. */
    CHANNELS_PER_CONNECTION("channelsPerConnection", 1_000),
    /** Bytes of answers that wait for one connection to take them; above it the connection is not read. */
    UNSENT_BYTES_PER_CONNECTION("unsentBytesPerConnection", 64 << 10),
    /** Wrong credentials on one connection until it is closed. */
    FAILED_LOGINS_PER_CONNECTION("failedLoginsPerConnection", 5),
    /** Bytes of publishes that wait for the storage. */
    IN_FLIGHT_BYTES("inFlightBytes", 64L << 20),
    /** The same for one channel. */
    IN_FLIGHT_BYTES_PER_CHANNEL("inFlightBytesPerChannel", 8L << 20),
    /** The budget of all hot windows: a quarter of the heap. */
    HOT_WINDOW_BYTES("hotWindowBytes", Math.max(8L << 20, Runtime.getRuntime().maxMemory() / 4)),
    /** The bound of one channel's hot window. */
    HOT_WINDOW_BYTES_PER_CHANNEL("hotWindowBytesPerChannel", 64L << 20),
    /** The budget of all tapes and of encoded pages of the log. */
    TAPE_BYTES("tapeBytes", 64L << 20),
    /** The longest frame or line before credentials were shown, where they must. */
    UNAUTHENTICATED_FRAME_BYTES("unauthenticatedFrameBytes", 4 << 10),
    /** Milliseconds a connection may stay without showing credentials, where it must. */
    AUTHENTICATE_WITHIN_MILLIS("authenticateWithinMillis", 10_000),
    /** Milliseconds a connection without subscriptions may say nothing. */
    IDLE_WITHIN_MILLIS("idleWithinMillis", 120_000),
    /** Milliseconds a write may stand without progress until its connection is closed. */
    STALLED_WITHIN_MILLIS("stalledWithinMillis", 300_000),
    /** Milliseconds the application may take to answer what a client asks it. */
    CALL_WITHIN_MILLIS("callWithinMillis", 30_000),
    /** Seconds until a single-use token expires. */
    TOKEN_SECONDS("tokenSeconds", 600);

    private final String text;
    private final long byDefault;

    Limit(String text, long byDefault) {
        this.text = text;
        this.byDefault = byDefault;
    }

    /** The value that holds unless the application sets another. */
    public long byDefault() {
        return byDefault;
    }

    /** The name in options and error texts. */
    @Override
    public String toString() {
        return text;
    }
}
