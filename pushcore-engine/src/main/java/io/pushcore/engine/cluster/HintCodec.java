package io.pushcore.engine.cluster;

import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.engine.cluster.Bytes.Reading;
import java.util.ArrayList;
import java.util.List;

/**
 * Hints as bytes: a version, a kind, and what it says. A message is a block of its own, so that a node passes over what a newer one has
 * added to it; a kind or a version it does not know says that something has happened.
 */
final class HintCodec {
    private static final int VERSION = 1;
    private static final int LOOK = 0;
    private static final int MOVED = 1;
    private static final int APPENDED = 2;
    private static final int LIVE = 3;
    private static final int JOINED = 4;
    private static final int LEFT = 5;
    /** What stands around messages, at most: version, kind, epoch, and the length in front of each. */
    private static final int AROUND = 48;

    private static final int AROUND_EACH = 64;

    private HintCodec() {}

    /** Something has happened to the channel. */
    static byte[] look() {
        return new byte[] {VERSION, LOOK};
    }

    static byte[] moved(Position head) {
        return new Bytes(AROUND)
                .one(VERSION)
                .one(MOVED)
                .text(head.epoch())
                .number(head.offset())
                .toArray();
    }

    /** A session came to the channel or left it. */
    static byte[] presenceChanged(boolean joined, byte[] who) {
        return new Bytes(AROUND + who.length)
                .one(VERSION)
                .one(joined ? JOINED : LEFT)
                .block(who)
                .toArray();
    }

    /** At most so many bytes a message takes in a hint of its own. */
    static long mostBytes(Message message) {
        long headers = 0;
        for (var header : message.headers().entrySet()) {
            headers += 20 + 3L * (header.getKey().length() + header.getValue().length());
        }
        return AROUND
                + AROUND_EACH
                + message.payload().length()
                + 3L * (message.key().length() + message.sender().length())
                + headers;
    }

    /** Hints of at most so many bytes that tell of messages of one epoch; empty where one of them does not fit, or is of another epoch. */
    static List<byte[]> appended(List<Message> messages, int most) {
        return hints(APPENDED, messages, most);
    }

    /** The same for a channel that keeps no log. */
    static List<byte[]> live(List<Message> messages, int most) {
        return hints(LIVE, messages, most);
    }

    private static List<byte[]> hints(int kind, List<Message> messages, int most) {
        String epoch = messages.get(0).position().epoch();
        List<byte[]> hints = new ArrayList<>(1);
        Bytes hint = null;
        for (Message message : messages) {
            byte[] one = MessageCodec.bytes(message);
            if (AROUND + AROUND_EACH + one.length > most
                    || !message.position().epoch().equals(epoch)) {
                return List.of();
            }
            if (hint != null && hint.length() + one.length + 10 > most) {
                hints.add(hint.toArray());
                hint = null;
            }
            if (hint == null) {
                hint = new Bytes(AROUND + one.length + 10)
                        .one(VERSION)
                        .one(kind)
                        .text(epoch);
            }
            hint.block(one);
        }
        if (hint != null) {
            hints.add(hint.toArray());
        }
        return hints;
    }

    /**
     * What a hint says.
     *
     * @throws IllegalArgumentException where it breaks off
     */
    static Hint read(String channel, byte[] bytes) {
        Reading hint = new Reading(bytes);
        if (hint.one() != VERSION) {
            return new Hint.Unknown();
        }
        int kind = hint.one();
        return switch (kind) {
            case MOVED -> new Hint.Moved(new Position(hint.text(), hint.number()));
            case APPENDED -> new Hint.Appended(messages(channel, hint));
            case LIVE -> new Hint.Live(messages(channel, hint));
            case JOINED, LEFT ->
                new Hint.PresenceChanged(kind == JOINED, hint.part().rest());
            default -> new Hint.Unknown();
        };
    }

    private static List<Message> messages(String channel, Reading hint) {
        String epoch = hint.text();
        List<Message> messages = new ArrayList<>();
        while (hint.hasMore()) {
            messages.add(MessageCodec.read(channel, epoch, hint.part()));
        }
        return messages;
    }
}
