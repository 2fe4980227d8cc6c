package io.pushcore;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The rules for the names of channels and users: 1 to 255 bytes of UTF-8, no space, no control characters. */
public final class Names {
    /** The longest name in bytes of UTF-8. */
    public static final int MAX_BYTES = 255;

    private Names() {}

    /**
     * Gives back the name if an application may use it for a channel.
     *
     * @throws PushCoreException {@link ErrorCode#BAD_NAME}, with what is wrong about it
     */
    public static String channel(String name) {
        String wrong = wrongWith(name);
        if (!wrong.isEmpty()) {
            throw new PushCoreException(ErrorCode.BAD_NAME, "channel name " + wrong + ": " + shown(name));
        }
        return name;
    }

    /**
     * Gives back the name if it can be a user's; the empty name is the anonymous user and is refused here.
     *
     * @throws PushCoreException {@link ErrorCode#BAD_NAME}, with what is wrong about it
     */
    public static String user(String name) {
        String wrong = wrongWith(name);
        if (!wrong.isEmpty()) {
            throw new PushCoreException(ErrorCode.BAD_NAME, "user name " + wrong + ": " + shown(name));
        }
        return name;
    }

    /** The same for a device of a user, or the name of a subscription. */
    public static String device(String name) {
        String wrong = wrongWith(name);
        if (!wrong.isEmpty()) {
            throw new PushCoreException(ErrorCode.BAD_NAME, "device name " + wrong + ": " + shown(name));
        }
        return name;
    }

    /** Whether only the broker itself and the application may name the channel: it begins with {@code @ $ #}. */
    public static boolean isReserved(String name) {
        return !name.isEmpty() && "@$#".indexOf(name.charAt(0)) >= 0;
    }

    /** The name as an error text may hold it: control characters replaced, at most 64 characters. */
    public static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        int end = Math.min(text.length(), 64);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            shown.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
        }
        return end < text.length() ? shown.append('…').toString() : shown.toString();
    }

    /** Whether there is no space, no control character and no half of a character in it. */
    static boolean isPlain(String text) {
        return text.codePoints()
                .noneMatch(c -> Character.isWhitespace(c)
                        || Character.isSpaceChar(c)
                        || Character.isISOControl(c)
                        || Character.getType(c) == Character.SURROGATE);
    }

    private static String wrongWith(String name) {
        if (name.isEmpty()) {
            return "must not be empty";
        }
        int partStart = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '.') {
                if (isWildcard(name, partStart, i)) {
                    return "must not have a part that is just * or >";
                }
                partStart = i + 1;
            } else if (Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c)) {
                return "must not hold a space or a control character";
            } else if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == name.length()
                        || !Character.isLowSurrogate(name.charAt(i + 1))) {
                    return "must be valid Unicode";
                }
                i++;
            }
        }
        if (isWildcard(name, partStart, name.length())) {
            return "must not have a part that is just * or >";
        }
        boolean tooLong =
                name.length() > MAX_BYTES || (name.length() * 3 > MAX_BYTES && name.getBytes(UTF_8).length > MAX_BYTES);
        return tooLong ? "must not be longer than " + MAX_BYTES + " bytes" : "";
    }

    private static boolean isWildcard(String name, int from, int to) {
        return to - from == 1 && (name.charAt(from) == '*' || name.charAt(from) == '>');
    }
}
