package io.pushcore.netty.http;

import io.pushcore.transport.Codec;

/** The codec of a connection that has left HTTP after the head of its first request: all bytes both ways are its own. Only its lane calls it. */
public interface RawCodec extends Codec {
    /** The connection is gone, for whatever reason. Called once, last. */
    default void closed() {}
}
