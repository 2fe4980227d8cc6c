package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.Pattern;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How far one subscription has come, so that another connection can go on there. Only the reading thread touches it. */
final class Reading {
    /** An epoch, a colon and an offset. */
    private static final int MAX_POSITION_BYTES = 64;

    private final String channel;
    private final byte[] name;
    private final boolean isPattern;
    private final @Nullable String firstSince;
    private boolean waits = true;
    private final byte[] position = new byte[MAX_POSITION_BYTES];
    private int positionLength;

    /** @param firstSince where the first connection begins; null for now */
    Reading(String channel, @Nullable String firstSince) {
        this.channel = Words.one("CHANNEL", channel);
        this.name = channel.getBytes(UTF_8);
        this.isPattern = Pattern.of(channel).isWild();
        this.firstSince = firstSince;
    }

    String channel() {
        return channel;
    }

    /** What subscribes it: from the start at first, from where it stands afterwards. */
    String command() {
        String since = since();
        return "sub " + channel + (since == null ? "" : " since " + since) + (waits ? " wait" : "");
    }

    /** No longer asks that publishing waits for it; false if it did not ask. */
    boolean stopWaiting() {
        boolean waited = waits;
        waits = false;
        return waited;
    }

    boolean isOf(MessageView message) {
        int length = message.channelLength();
        int from = message.channelFrom();
        return length == name.length && Arrays.equals(message.bytes(), from, from + length, name, 0, length);
    }

    /** It stands after this message. */
    void reached(MessageView message) {
        int length = message.positionLength();
        if (length <= MAX_POSITION_BYTES) {
            System.arraycopy(message.bytes(), message.positionFrom(), position, 0, length);
            positionLength = length;
        }
    }

    /** It stands at this {@code EPOCH:OFFSET}. */
    void reached(String newPosition) {
        byte[] bytes = newPosition.getBytes(UTF_8);
        if (bytes.length <= MAX_POSITION_BYTES) {
            System.arraycopy(bytes, 0, position, 0, bytes.length);
            positionLength = bytes.length;
        }
    }

    private @Nullable String since() {
        if (isPattern) {
            return null;
        }
        return positionLength == 0 ? firstSince : new String(position, 0, positionLength, UTF_8);
    }
}
