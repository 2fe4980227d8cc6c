package io.pushcore.engine.cluster;

import io.pushcore.Payload;
import io.pushcore.engine.cluster.Bytes.Reading;

/** A payload as bytes: its type, its length, and what it is. */
public final class PayloadCodec {
    private static final int JSON = 1;
    private static final int TEXT = 2;
    private static final int BINARY = 3;

    private PayloadCodec() {}

    public static Bytes write(Bytes bytes, Payload payload) {
        int type = switch (payload.type()) {
            case JSON -> JSON;
            case TEXT -> TEXT;
            case BINARY -> BINARY;
        };
        return bytes.one(type).block(payload.buffer());
    }

    /**
     * A payload as it was written.
     *
     * @throws IllegalArgumentException where it breaks off, or is of a type that this node does not know
     */
    public static Payload read(Reading from) {
        int type = from.one();
        Payload.Type known = switch (type) {
            case JSON -> Payload.Type.JSON;
            case TEXT -> Payload.Type.TEXT;
            case BINARY -> Payload.Type.BINARY;
            default -> throw new IllegalArgumentException("no payload is of type " + type);
        };
        return Payload.copyOf(known, from.block());
    }
}
