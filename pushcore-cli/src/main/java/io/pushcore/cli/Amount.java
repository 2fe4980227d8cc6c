package io.pushcore.cli;

import io.pushcore.Limit;

/** Numbers and sizes in a configuration file; what cannot be read is an {@link IllegalArgumentException}. */
final class Amount {
    private Amount() {}

    /** A whole number; commas and underscores may part its digits. */
    static long count(String text) {
        String digits = text.replace(",", "").replace("_", "");
        if (!digits.matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException(text);
        }
        return Long.parseLong(digits);
    }

    /** A size such as {@code 64MiB}, or {@code off} for no bound. */
    static long bytes(String text) {
        if (text.equals("off")) {
            return Limit.OFF;
        }
        long bytes = ByteSize.parse(text);
        if (bytes < 1) {
            throw new IllegalArgumentException(text);
        }
        return bytes;
    }
}
