package io.pushcore;

/**
 * Names of channels by parts between dots: {@code *} stands for one part, a last {@code >} for one or more. Without either
 * it is the name of one channel. It never matches a reserved name unless its own first character is the same.
 */
public final class Pattern {
    private final String text;
    private final String[] parts;

    private Pattern(String text) {
        this.text = text;
        this.parts = text.split("\\.", -1);
    }

    /** @throws PushCoreException {@link ErrorCode#BAD_NAME} if a part is wrong or {@code >} is not the last one */
    public static Pattern of(String text) {
        Pattern pattern = new Pattern(text);
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < pattern.parts.length; i++) {
            String part = pattern.parts[i];
            if (part.equals(">") && i < pattern.parts.length - 1) {
                throw new PushCoreException(
                        ErrorCode.BAD_NAME, "> must be the last part of a pattern: " + Names.shown(text));
            }
            plain.append(i == 0 ? "" : ".").append(part.equals(">") || part.equals("*") ? "x" : part);
        }
        Names.channel(plain.toString());
        return pattern;
    }

    /** Whether it can match more than one channel. */
    public boolean isWild() {
        for (String part : parts) {
            if (part.equals("*") || part.equals(">")) {
                return true;
            }
        }
        return false;
    }

    /** Whether a channel of this name belongs to it. */
    public boolean matches(String channel) {
        if (Names.isReserved(channel) && text.charAt(0) != channel.charAt(0)) {
            return false;
        }
        int from = 0;
        for (int i = 0; i < parts.length; i++) {
            if (from > channel.length()) {
                return false;
            }
            if (parts[i].equals(">")) {
                return true;
            }
            int dot = channel.indexOf('.', from);
            int to = dot < 0 ? channel.length() : dot;
            if (!parts[i].equals("*") && !matchesPart(channel, from, to, parts[i])) {
                return false;
            }
            from = to + 1;
        }
        return from > channel.length();
    }

    private static boolean matchesPart(String channel, int from, int to, String part) {
        return to - from == part.length() && channel.startsWith(part, from);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pattern pattern && text.equals(pattern.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The pattern as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
