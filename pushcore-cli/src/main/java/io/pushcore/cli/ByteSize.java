package io.pushcore.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people type them: a whole number and one of {@code B KiB MiB GiB}; bytes without one. */
final class ByteSize {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,10})(|B|KiB|MiB|GiB)");

    private ByteSize() {}

    /** How many bytes, or -1 if it cannot be read. */
    static long parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return -1;
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "KiB" -> count << 10;
            case "MiB" -> count << 20;
            case "GiB" -> count << 30;
            default -> count;
        };
    }
}
