package io.pushcore.cli;

import io.pushcore.Names;

/** Text from the command line that becomes one word of a command; nothing in it may end the word or the line. */
final class Words {
    /** What Java makes of arguments that it cannot decode. */
    private static final char UNDECODED = '\uFFFD';

    private Words() {}

    /** Gives back the word. */
    static String one(String what, String text) {
        if (text.isEmpty()) {
            throw CommandFailed.usage(what + " must not be empty");
        }
        if (!isWord(text)) {
            throw CommandFailed.usage(what + " must not hold a space or a control character: " + Names.shown(text));
        }
        return decoded(what, text);
    }

    /** Whether it is one word. */
    static boolean isWord(String text) {
        return !text.isEmpty() && text.chars().noneMatch(c -> c <= ' ' || Character.isISOControl(c));
    }

    /** Gives back the text, unless it was lost on its way into this process. */
    static String decoded(String what, String text) {
        if (text.indexOf(UNDECODED) >= 0) {
            throw CommandFailed.usage(what + " holds bytes that cannot be read here: set LC_ALL=C.UTF-8, or send it"
                    + " through standard input");
        }
        return text;
    }
}
