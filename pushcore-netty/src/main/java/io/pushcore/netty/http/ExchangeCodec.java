package io.pushcore.netty.http;

import io.pushcore.transport.Codec;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The codec of one request and its answer. Its commands come from the request, not from bytes: {@code decode} consumes nothing. Once
 * its answer is whole it says so by {@link Carrier#finish}. Only its lane calls it.
 */
public interface ExchangeCodec extends Codec {
    /** The most bytes the request's body may have. */
    default int maxBodyBytes() {
        return 0;
    }

    /** The whole body has come; its bytes are gone when this returns. Commands are asked for soon afterwards. */
    void body(ByteBuffer bytes);

    /** Whether the connection goes on to the next request, now that the answer has been written. */
    boolean keepsAlive();

    /** Whether what is written now is for the codec itself and not for the client. */
    default boolean swallows() {
        return false;
    }

    /** Something was written that {@link #swallows} kept from the client. */
    default void swallowed(List<ByteBuffer> bytes) {}

    /** The exchange is over, for whatever reason. Called once, last. */
    default void closed() {}
}
