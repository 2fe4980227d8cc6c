package io.pushcore;

/** What the broker bounds, each with its default. A refusal names its limit; set with {@code Broker.builder().limit(…)}. */
public enum Limit {
    /** Channels in use at a time. */
    CHANNELS("channels", 1_000_000),
    /** Connections of all transports. */
    CONNECTIONS("connections", 100_000),
    /** Connections from one address that is not of this machine; of an IPv6 address its network of 64 bits counts. */
    CONNECTIONS_PER_ADDRESS("connectionsPerAddress", Limit.OFF),
    /** Connections that have yet to show credentials, where they must. */
    UNAUTHENTICATED_CONNECTIONS("unauthenticatedConnections", 1_000),
    /** The same from one address that is not of this machine. */
    UNAUTHENTICATED_CONNECTIONS_PER_ADDRESS("unauthenticatedConnectionsPerAddress", 200),
    /** Subscriptions of all connections and of the application, each channel that a pattern reads being one. */
    SUBSCRIPTIONS("subscriptions", 10_000_000),
    /** Numbers of one inbox that wait to be acknowledged; with so many, it shows no more. */
    UNACKNOWLEDGED_PER_INBOX("unacknowledgedPerInbox", 1_000),
    /** Sessions of one user on all devices and nodes; anonymous ones are not counted. See {@link WhenTooManySessions}. */
    SESSIONS_PER_USER("sessionsPerUser", 5),
    /** Subscriptions of one connection. */
    CHANNELS_PER_CONNECTION("channelsPerConnection", 1_000),
    /** Bytes of answers that wait for one connection to take them; above it the connection is not read. */
    UNSENT_BYTES_PER_CONNECTION("unsentBytesPerConnection", 64 << 10),
    /** Wrong credentials on one connection until it is closed. */
    FAILED_LOGINS_PER_CONNECTION("failedLoginsPerConnection", 5),
    /** Wrong credentials a second from one address that is not of this machine; beyond that its logins wait, for 5 seconds at most. */
    FAILED_LOGINS_PER_SECOND_PER_ADDRESS("failedLoginsPerSecondPerAddress", 20),
    /** Commands a second of one connection. */
    COMMANDS_PER_SECOND_PER_CONNECTION("commandsPerSecondPerConnection", Limit.OFF),
    /** Commands a second of one user, on all connections. */
    COMMANDS_PER_SECOND_PER_USER("commandsPerSecondPerUser", Limit.OFF),
    /** Commands a second from one address that is not of this machine. */
    COMMANDS_PER_SECOND_PER_ADDRESS("commandsPerSecondPerAddress", Limit.OFF),
    /** Bytes a second that one connection sends; beyond that it is not read for a while. */
    BYTES_PER_SECOND_PER_CONNECTION("bytesPerSecondPerConnection", Limit.OFF),
    /** Bytes a second that one user sends, on all connections. */
    BYTES_PER_SECOND_PER_USER("bytesPerSecondPerUser", Limit.OFF),
    /** Bytes a second from one address that is not of this machine. */
    BYTES_PER_SECOND_PER_ADDRESS("bytesPerSecondPerAddress", Limit.OFF),
    /** Channels a second that come into use by commands of one connection. */
    NEW_CHANNELS_PER_SECOND_PER_CONNECTION("newChannelsPerSecondPerConnection", Limit.OFF),
    /** Channels a second that come into use by commands from one address that is not of this machine. */
    NEW_CHANNELS_PER_SECOND_PER_ADDRESS("newChannelsPerSecondPerAddress", Limit.OFF),
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
    /** Milliseconds that the session of an inbox outlives its connection. */
    SESSION_GRACE_MILLIS("sessionGraceMillis", 30_000),
    /** Milliseconds the application may take to answer what a client asks it. */
    CALL_WITHIN_MILLIS("callWithinMillis", 30_000),
    /** Seconds until a single-use token expires. */
    TOKEN_SECONDS("tokenSeconds", 600);

    /** The value of a limit that bounds nothing. */
    public static final long OFF = Long.MAX_VALUE;

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
