package io.pushcore.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.storage.InboxId;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * How keys of what is kept of inboxes are made. A name that something follows ends with two zeros, and a zero in it has 255 after it, so
 * that keys sort by the bytes of the names. What is kept of one owner lies together. Any thread.
 */
final class InboxKeys {
    static final byte CURSOR = 'c';
    static final byte FOLLOW = 'f';
    static final byte INBOX = 'i';
    static final byte MARKS = 'm';
    static final byte OWNER = 'o';

    private InboxKeys() {}

    /** An inbox, or an owner who has none. */
    record Use(long time, boolean isInbox, InboxId id) {
        static Use of(byte[] key) {
            ByteArrayOutputStream owner = new ByteArrayOutputStream();
            int at = 8;
            for (; key[at] != 0 || key[at + 1] != 0; at += key[at] == 0 ? 2 : 1) {
                owner.write(key[at]);
            }
            return new Use(
                    ByteReader.fixed(key, 0),
                    key[at + 2] == INBOX,
                    new InboxId(owner.toString(UTF_8), Keys.name(key, at + 3)));
        }
    }

    /** With what all keys of an owner begin. */
    static byte[] all(String owner) {
        return ended(new ByteWriter(64), owner).toBytes();
    }

    static byte[] owner(String owner) {
        return of(owner, OWNER).toBytes();
    }

    static byte[] marks(String owner) {
        return of(owner, MARKS).toBytes();
    }

    /** With what the keys of an owner's inboxes begin; the device comes after it. */
    static byte[] inboxes(String owner) {
        return of(owner, INBOX).toBytes();
    }

    static byte[] inbox(InboxId id) {
        return of(id.owner(), INBOX).raw(id.device().getBytes(UTF_8)).toBytes();
    }

    /** With what the keys of an owner's follows begin; the channel comes after it. */
    static byte[] follows(String owner) {
        return of(owner, FOLLOW).toBytes();
    }

    static byte[] follow(String owner, String channel) {
        return of(owner, FOLLOW).raw(channel.getBytes(UTF_8)).toBytes();
    }

    /** With what the keys of an inbox's cursors begin; the channel comes after it. */
    static byte[] cursors(InboxId id) {
        return cursorsOf(id).toBytes();
    }

    static byte[] cursor(InboxId id, String channel) {
        return cursorsOf(id).raw(channel.getBytes(UTF_8)).toBytes();
    }

    /** With what the keys of a channel's followers begin; the owner comes after it. */
    static byte[] followers(String channel) {
        return ended(new ByteWriter(64), channel).toBytes();
    }

    static byte[] follower(String channel, String owner) {
        return ended(new ByteWriter(64), channel).raw(owner.getBytes(UTF_8)).toBytes();
    }

    static byte[] use(long time, InboxId id) {
        return used(time, id.owner(), INBOX).raw(id.device().getBytes(UTF_8)).toBytes();
    }

    /** Of an owner who has no inbox. */
    static byte[] use(long time, String owner) {
        return used(time, owner, OWNER).toBytes();
    }

    private static ByteWriter used(long time, String owner, byte kind) {
        return ended(new ByteWriter(48).fixed(time), owner).raw(new byte[] {kind});
    }

    private static ByteWriter of(String owner, byte kind) {
        return ended(new ByteWriter(64), owner).raw(new byte[] {kind});
    }

    private static ByteWriter cursorsOf(InboxId id) {
        return ended(of(id.owner(), CURSOR), id.device());
    }

    private static ByteWriter ended(ByteWriter out, String name) {
        byte[] bytes = name.getBytes(UTF_8);
        int from = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == 0) {
                out.raw(Arrays.copyOfRange(bytes, from, at + 1)).raw(new byte[] {-1});
                from = at + 1;
            }
        }
        return out.raw(from == 0 ? bytes : Arrays.copyOfRange(bytes, from, bytes.length))
                .raw(new byte[2]);
    }
}
