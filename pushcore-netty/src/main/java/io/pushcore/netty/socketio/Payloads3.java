package io.pushcore.netty.socketio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.netty.text.Utf8;
import io.pushcore.transport.Output;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Bodies of polls in version 3: the length of each packet in front of it, in characters of JavaScript. Clients of Socket.IO 1 encode UTF-8 twice
 * there, those of 2 once; what is written is ASCII, which both read, since in JSON every other character can be said by its number.
 */
final class Payloads3 {
    private static final String HEX = "0123456789abcdef";
    private static final int MOST_DIGITS = 9;

    private Payloads3() {}

    static List<Packet> read(ByteBuffer body) {
        String text = Utf8.text(body, body.position(), body.limit());
        body.position(body.limit());
        List<Packet> packets = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int colon = text.indexOf(':', at);
            int length = colon < 0 ? -1 : length(text, at, colon);
            if (length < 1 || length > text.length() - colon - 1) {
                throw Packet.broken("packet must have its length in front");
            }
            at = colon + 1 + length;
            packets.add(packet(once(text.substring(colon + 1, at))));
        }
        if (packets.isEmpty()) {
            throw Packet.broken("body must not be empty");
        }
        return packets;
    }

    private static int length(String text, int from, int to) {
        if (to == from || to - from > MOST_DIGITS) {
            return -1;
        }
        int length = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            length = 10 * length + c - '0';
        }
        return length;
    }

    /** Takes off the second coat of UTF-8, where there is one. */
    private static String once(String text) {
        boolean plain = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0xFF) {
                return text;
            }
            plain &= c < 0x80;
        }
        if (plain) {
            return text;
        }
        byte[] bytes = text.getBytes(ISO_8859_1);
        return Utf8.isValid(ByteBuffer.wrap(bytes), 0, bytes.length) ? new String(bytes, UTF_8) : text;
    }

    private static Packet packet(String text) {
        if (text.charAt(0) != 'b') {
            return Packet.ofText(ByteBuffer.wrap(text.getBytes(UTF_8)));
        }
        if (text.length() < 2 || PacketType.of(text.charAt(1)) != PacketType.MESSAGE) {
            throw Packet.broken("binary packet must be a message");
        }
        return Packet.ofBase64(ByteBuffer.wrap(text.substring(2).getBytes(UTF_8)));
    }

    static void write(List<Packet> packets, Output body) {
        Output one = new Output();
        for (Packet packet : packets) {
            one.clear();
            if (packet.isBinary()) {
                one.put("b4").put(Base64.getEncoder().encode(packet.data().bytes()));
            } else {
                one.put(packet.type().digit());
                ascii(packet, one);
            }
            body.decimal(one.length()).put(':').put(one.toBytes());
        }
    }

    private static void ascii(Packet packet, Output out) {
        boolean plain = true;
        for (int i = 0; plain && i < packet.data().length(); i++) {
            plain = packet.data().at(i) >= 0;
        }
        if (plain) {
            out.put(packet.data());
            return;
        }
        String text = packet.data().text();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                out.put(c);
            } else {
                out.put("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.put(HEX.charAt(c >> shift & 15));
                }
            }
        }
    }
}
