package io.pushcore.netty.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.pushcore.transport.Output;

/** A piece of an answer whose length is not known when it begins (RFC 9112, section 7.1). */
public final class Chunk {
    private static final byte[] LAST = "0\r\n\r\n".getBytes(US_ASCII);

    private Chunk() {}

    public static void write(Output content, Output out) {
        out.put(Integer.toHexString(content.length())).put("\r\n");
        out.put(content.toBytes()).put("\r\n");
    }

    /** The end of the answer. */
    public static void last(Output out) {
        out.put(LAST);
    }
}
