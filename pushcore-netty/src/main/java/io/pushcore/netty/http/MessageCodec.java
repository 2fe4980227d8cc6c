package io.pushcore.netty.http;

import io.pushcore.Payload;
import io.pushcore.transport.Codec;

/** A codec of a transport that knows where messages end. Only its connection's lane calls it. */
public interface MessageCodec extends Codec {
    /** Takes a whole message; its commands are given by {@link #decode} from now on. */
    void offer(Payload message);
}
