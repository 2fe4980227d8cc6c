package io.pushcore.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.storage.InboxId;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A key that {@link InboxKeys} made, in its parts.
 *
 * @param kind what is kept of the owner
 * @param name what comes after that: a device, a channel, or nothing
 * @param channel of a cursor, whose {@code name} is the device
 */
record InboxKey(String owner, byte kind, String name, String channel) {
    InboxId id() {
        return new InboxId(owner, name);
    }

    /** Of the family of inboxes; null for a key that is none. */
    static @Nullable InboxKey of(byte[] key) {
        Part owner = Part.of(key, 0);
        if (owner == null || owner.end >= key.length) {
            return null;
        }
        byte kind = key[owner.end];
        if (kind != InboxKeys.CURSOR) {
            return new InboxKey(owner.text, kind, Keys.name(key, owner.end + 1), "");
        }
        Part device = Part.of(key, owner.end + 1);
        return device == null ? null : new InboxKey(owner.text, kind, device.text, Keys.name(key, device.end));
    }

    /** Of the family of followers, whose first part is the channel: {@code owner} follows {@code name}. */
    static @Nullable InboxKey ofFollower(byte[] key) {
        Part channel = Part.of(key, 0);
        return channel == null ? null : new InboxKey(Keys.name(key, channel.end), InboxKeys.FOLLOW, channel.text, "");
    }

    /** Of the family of uses, without the time it begins with. */
    static @Nullable InboxKey ofUse(byte[] key) {
        return key.length < 8 ? null : of(Keys.tail(key, 8));
    }

    /** A name that ends with two zeros, and where what follows it begins. */
    private record Part(String text, int end) {
        static @Nullable Part of(byte[] key, int from) {
            ByteArrayOutputStream name = new ByteArrayOutputStream();
            for (int at = from; at + 1 < key.length; at++) {
                if (key[at] != 0) {
                    name.write(key[at]);
                } else if (key[at + 1] == 0) {
                    return new Part(name.toString(UTF_8), at + 2);
                } else {
                    name.write(0);
                    at++;
                }
            }
            return null;
        }
    }

    /** For a sentence about a key that is none. */
    static String shown(byte[] key) {
        return new String(Arrays.copyOf(key, Math.min(key.length, 60)), UTF_8).replaceAll("\\p{Cntrl}", "·");
    }
}
