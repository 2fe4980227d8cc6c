package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.PushCoreException;
import io.pushcore.ShortDuration;
import org.jspecify.annotations.Nullable;

/** What stands in front of a payload: {@code pub CH [key=…] [ttl=…] [id=…] }, then its length. */
final class PublishWords {
    private final byte[] words;
    private final String id;

    PublishWords(String channel, @Nullable String key, @Nullable String ttl, @Nullable String id) {
        String text = "pub " + Words.one("CHANNEL", channel) + " ";
        if (key != null) {
            text += "key=" + Words.one("--key", key) + " ";
        }
        if (ttl != null) {
            text += "ttl=" + duration(ttl) + " ";
        }
        this.words = text.getBytes(UTF_8);
        this.id = id == null ? "" : Words.one("--id", id);
    }

    /** The words of the only message. */
    byte[] ofOne() {
        return id.isEmpty() ? words : withId(id);
    }

    /** The words of the message in a line; the idempotency key of each ends with its number. */
    byte[] ofLine(long number) {
        return id.isEmpty() ? words : withId(id + "-" + number);
    }

    private byte[] withId(String wholeId) {
        byte[] suffix = ("id=" + wholeId + " ").getBytes(UTF_8);
        byte[] all = new byte[words.length + suffix.length];
        System.arraycopy(words, 0, all, 0, words.length);
        System.arraycopy(suffix, 0, all, words.length, suffix.length);
        return all;
    }

    private static String duration(String ttl) {
        try {
            ShortDuration.parse(ttl);
        } catch (PushCoreException e) {
            throw CommandFailed.usage("--ttl: " + e.sentence());
        }
        return ttl;
    }
}
