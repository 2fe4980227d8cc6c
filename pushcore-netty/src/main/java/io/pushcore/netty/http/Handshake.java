package io.pushcore.netty.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Output;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/** The opening of a WebSocket (RFC 6455, section 4.2). Extensions that are offered are declined by not being named. */
public final class Handshake {
    private static final String VERSION = "13";
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;

    private Handshake() {}

    /** Whether a request means to become a WebSocket. */
    public static boolean isAskedBy(Request request) {
        return request.names("connection", "upgrade") && request.names("upgrade", "websocket");
    }

    /** Refuses what is not an opening handshake as it must be. */
    public static void check(Request request) {
        if (!isAskedBy(request) || !request.isModern()) {
            throw wrong("this address is for WebSockets: it needs HTTP/1.1 with Upgrade: websocket");
        }
        if (!request.header("sec-websocket-version").equals(VERSION)) {
            throw wrong("Sec-WebSocket-Version must be " + VERSION);
        }
        if (!isKey(request.header("sec-websocket-key"))) {
            throw wrong("Sec-WebSocket-Key must be " + KEY_BYTES + " bytes in base64");
        }
    }

    private static PushCoreException wrong(String sentence) {
        return new PushCoreException(ErrorCode.BAD_REQUEST, sentence);
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    /**
     * Writes the answer, after which frames follow.
     *
     * @param subprotocols those spoken here; the first the client names is chosen
     */
    public static void accept(Request request, List<String> subprotocols, Output out) {
        out.put("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n");
        out.put("Sec-WebSocket-Accept: ").put(answer(request.header("sec-websocket-key")));
        request.list("sec-websocket-protocol").stream()
                .filter(subprotocols::contains)
                .findFirst()
                .ifPresent(chosen -> out.put("\r\nSec-WebSocket-Protocol: ").put(chosen));
        out.put("\r\n\r\n");
    }

    private static String answer(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-1", impossible);
        }
    }
}
