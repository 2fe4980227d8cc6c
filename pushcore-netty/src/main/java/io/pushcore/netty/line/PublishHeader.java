package io.pushcore.netty.line;

import io.pushcore.ErrorCode;
import io.pushcore.Names;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.ShortDuration;
import io.pushcore.transport.Command;
import io.pushcore.transport.Terms;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The first line of {@code pub}: how many bytes follow, and what is to be made of them. */
final class PublishHeader {
    private static final String PUSH = "push";
    private static final int MOST_DIGITS = 10;

    private final List<String> words;
    private final int headerBytes;
    private final int bodyBytes;

    private PublishHeader(List<String> words, int headerBytes, int bodyBytes) {
        this.words = words;
        this.headerBytes = headerBytes;
        this.bodyBytes = bodyBytes;
    }

    /** Whether a line that begins with this word is followed by a payload. */
    static boolean isOne(String word) {
        return word.equals("pub") || word.equals(PUSH);
    }

    /**
     * Reads the length only: what else is wrong can be answered once the body has been skipped.
     *
     * @param headerBytes how long the line is, its newline included
     * @throws PushCoreException if there is no length to rely on
     */
    static PublishHeader read(List<String> words, int headerBytes, Terms terms) {
        String text = words.get(words.size() - 1);
        long length = length(text);
        long most = Math.min(terms.maxPayloadBytes(), (long) terms.maxFrameBytes() - headerBytes);
        if (length > most) {
            throw new PushCoreException(
                    ErrorCode.FRAME_TOO_LARGE,
                    "length must not be more than " + Math.max(most, 0) + ": " + Names.shown(text));
        }
        return new PublishHeader(words, headerBytes, (int) length);
    }

    /** Whether the body has come. */
    boolean isWhole(ByteBuffer in) {
        return in.remaining() - headerBytes >= bodyBytes;
    }

    /** The command; consumes header and body. */
    Command take(ByteBuffer in) {
        int from = in.position() + headerBytes;
        in.position(from + bodyBytes);
        try {
            return publish(in, from);
        } catch (PushCoreException wrong) {
            return new Command.Unreadable(wrong);
        }
    }

    private Command publish(ByteBuffer in, int from) {
        if (words.size() < 3) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, ModernCommands.PUBLISH);
        }
        String key = "";
        String idempotencyKey = "";
        Duration ttl = Duration.ZERO;
        boolean onlyNow = false;
        for (String option : words.subList(2, words.size() - 1)) {
            if (option.startsWith("key=")) {
                key = option.substring(4);
            } else if (option.startsWith("id=")) {
                idempotencyKey = option.substring(3);
            } else if (option.startsWith("ttl=")) {
                ttl = ShortDuration.parse(option.substring(4));
                onlyNow = ttl.isZero();
            } else {
                throw new PushCoreException(ErrorCode.BAD_REQUEST, ModernCommands.PUBLISH);
            }
        }
        Publication publication =
                new Publication(Line.payload(in, from, from + bodyBytes), key, ttl, idempotencyKey, Map.of(), "");
        return words.get(0).equals(PUSH)
                ? new Command.Push(words.get(1), publication, onlyNow)
                : new Command.Publish(words.get(1), publication);
    }

    private static long length(String text) {
        long length = 0;
        boolean digits = text.length() <= MOST_DIGITS;
        for (int i = 0; digits && i < text.length(); i++) {
            char c = text.charAt(i);
            digits = c >= '0' && c <= '9';
            length = 10 * length + (c - '0');
        }
        if (!digits) {
            throw new PushCoreException(
                    ErrorCode.BAD_REQUEST, "length must be a decimal number of bytes: " + Names.shown(text));
        }
        return length;
    }
}
