package io.pushcore.netty.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * The Centrifuge protocol in JSON over a WebSocket, as its libraries speak it: a subscription that was ended is made again. It may
 * subscribe to a second channel, of which it takes no notice.
 */
final class CentrifugeSubscriber extends FrameSubscriber {
    private static final byte[] OFFSET = "\"offset\":".getBytes(US_ASCII);

    private final byte[] publication;
    private final String unsubscribed;
    private final String second;
    private String epoch;
    private int lastId;

    /**
     * @param second empty for none
     * @param since the epoch to recover from its beginning; empty for what comes from now on
     */
    CentrifugeSubscriber(SocketChannel socket, String channel, String second, String since) {
        super(socket, channel);
        this.second = second;
        this.epoch = since;
        publication = ("{\"push\":{\"channel\":\"" + channel + "\",\"pub\":{\"data\":{\"n\":").getBytes(US_ASCII);
        unsubscribed = "{\"push\":{\"channel\":\"" + channel + "\",\"unsubscribe\":{\"code\":2500,";
    }

    @Override
    String path() {
        return "/connection/websocket";
    }

    @Override
    void opened() throws IOException {
        lastId = 1;
        sayText("{\"id\":1,\"connect\":{}}");
    }

    private void connected() throws IOException {
        if (!second.isEmpty()) {
            sayText("{\"id\":" + ++lastId + ",\"subscribe\":{\"channel\":\"" + second + "\"}}");
        }
        if (epoch.isEmpty()) {
            subscribe("");
        } else {
            recover();
        }
    }

    private void subscribe(String more) throws IOException {
        sayText("{\"id\":" + ++lastId + ",\"subscribe\":{\"channel\":\"" + channel
                + "\",\"positioned\":true,\"recoverable\":true" + more + "}}");
    }

    private void recover() throws IOException {
        subscribe(",\"recover\":true,\"epoch\":\"" + epoch + "\",\"offset\":" + offset);
    }

    @Override
    void text(ByteBuffer frame) throws IOException {
        long number = numberAfter(publication, frame);
        if (number < 0) {
            text(UTF_8.decode(frame).toString());
            return;
        }
        if (numberAt(endOfLast(OFFSET, frame), frame) != number) {
            throw new IllegalStateException("another offset than that of its message: " + UTF_8.decode(frame));
        }
        next(number);
    }

    private void text(String text) throws IOException {
        if (text.equals("{}")) {
            sayText("{}");
        } else if (text.startsWith("{\"id\":1,\"connect\":{")) {
            connected();
        } else if (!second.isEmpty()
                && (text.startsWith("{\"id\":2,") || text.contains("\"channel\":\"" + second + "\""))) {
            return;
        } else if (text.startsWith("{\"id\":" + lastId + ",\"subscribe\":{")) {
            subscribed(text);
        } else if (text.startsWith(unsubscribed)) {
            recover();
        } else {
            throw new IllegalStateException("unexpected text: " + text);
        }
    }

    private void subscribed(String reply) {
        ByteBuffer bytes = ByteBuffer.wrap(reply.getBytes(US_ASCII));
        long from = numberAt(endOfLast(OFFSET, bytes), bytes);
        if (reply.contains("\"recovered\":false")) {
            gap(from);
        } else if (from != offset) {
            throw new IllegalStateException("goes on after " + from + " and not after " + offset);
        }
        String key = "\"epoch\":\"";
        int start = reply.indexOf(key) + key.length();
        epoch = reply.substring(start, reply.indexOf('"', start));
        subscribed = true;
    }

    @Override
    void closed(int code, String reason) {
        throw new IllegalStateException("closed with " + code + " " + reason);
    }
}
