package io.pushcore.cli;

import io.pushcore.ErrorCode;

/**
 * What an {@code err NUMBER sentence} or a {@code bye NUMBER sentence} says.
 *
 * @param number of an {@link ErrorCode}
 * @param sentence for people
 */
record Refusal(int number, String sentence) {
    /** Reads the line; one that cannot be read is a refusal of unknown kind. */
    static Refusal of(String line) {
        String[] words = line.split(" ", 3);
        if (words.length < 3 || !words[1].matches("[0-9]{1,9}")) {
            return new Refusal(ErrorCode.INTERNAL.number(), line);
        }
        return new Refusal(Integer.parseInt(words[1]), words[2]);
    }

    /** Whether the broker goes away, so that the same may succeed on another connection. */
    boolean isGoodbye() {
        return number == ErrorCode.CLOSED.number();
    }

    /** Whether the same may succeed later, without anything being changed. */
    boolean isPassing() {
        return isGoodbye() || number == ErrorCode.BUSY.number() || number == ErrorCode.STORAGE_UNAVAILABLE.number();
    }

    /** Whether it is about who asks: coming back changes nothing. */
    boolean isDenial() {
        return number == ErrorCode.UNAUTHENTICATED.number()
                || number == ErrorCode.CREDENTIALS_EXPIRED.number()
                || number == ErrorCode.KICKED.number()
                || number == ErrorCode.FORBIDDEN.number();
    }

    CommandFailed failure(String what) {
        return new CommandFailed(ExitCode.FAILED, what + ": " + sentence + " (" + number + ")");
    }
}
