package io.pushcore.netty;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;

/** How much of a request is read before it is refused. */
final class HttpLimits {
    static final int LINE_BYTES = 8 << 10;
    static final int HEADER_BYTES = 16 << 10;

    private HttpLimits() {}

    /** Netty's parser, as strict as it gets. */
    static HttpRequestDecoder parser() {
        return new HttpRequestDecoder(new HttpDecoderConfig()
                .setMaxInitialLineLength(LINE_BYTES)
                .setMaxHeaderSize(HEADER_BYTES)
                .setInitialBufferSize(256)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true));
    }
}
