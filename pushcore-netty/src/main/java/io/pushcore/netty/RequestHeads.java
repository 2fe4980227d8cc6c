package io.pushcore.netty;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Request;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Heads of requests as Netty parsed them, to what the codecs see; refuses what two servers in a row could read differently. */
final class RequestHeads {
    private RequestHeads() {}

    static Request read(HttpRequest head) {
        return read(head, true);
    }

    /** @param needsHost whether there must be a Host header; more than one there must not be */
    static Request read(HttpRequest head, boolean needsHost) {
        HttpHeaders headers = head.headers();
        int hosts = headers.getAll(HttpHeaderNames.HOST).size();
        if (hosts > 1 || (hosts == 0 && needsHost)) {
            throw wrong("there must be one Host header");
        }
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (codings.size() > 1 || (codings.size() == 1 && !codings.get(0).equalsIgnoreCase("chunked"))) {
            throw wrong("Transfer-Encoding must be chunked");
        }
        if (headers.getAll(HttpHeaderNames.ORIGIN).size() > 1) {
            throw wrong("there must be no more than one Origin header");
        }
        boolean modern = head.protocolVersion().equals(HttpVersion.HTTP_1_1);
        return Request.of(
                head.method().name(), head.uri(), joined(headers), modern, modern && HttpUtil.isKeepAlive(head));
    }

    private static Map<String, String> joined(HttpHeaders headers) {
        Map<String, String> joined = new LinkedHashMap<>();
        for (Map.Entry<String, String> header : headers) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            joined.merge(name, header.getValue(), (before, more) -> before + ", " + more);
        }
        return joined;
    }

    /** What is wrong with bytes that could not be parsed. */
    static PushCoreException unreadable(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return new PushCoreException(
                    ErrorCode.FRAME_TOO_LARGE,
                    "request line must not be longer than " + HttpLimits.LINE_BYTES + " bytes");
        }
        if (cause instanceof TooLongFrameException) {
            return new PushCoreException(
                    ErrorCode.FRAME_TOO_LARGE, "headers must not be longer than " + HttpLimits.HEADER_BYTES + " bytes");
        }
        return wrong("this is not HTTP/1.1 as RFC 9112 has it");
    }

    /** Whether a body follows. */
    static boolean hasBody(HttpRequest head) {
        return HttpUtil.isTransferEncodingChunked(head) || HttpUtil.getContentLength(head, 0L) > 0;
    }

    private static PushCoreException wrong(String sentence) {
        return new PushCoreException(ErrorCode.BAD_REQUEST, sentence);
    }
}
