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
        int shift = switch (matcher.group(2)) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            case "GiB" -> 30;
            default -> 0;
        };
        long count = Long.parseLong(matcher.group(1));
        return count > Long.MAX_VALUE >> shift ? -1 : count << shift;
    }
}
