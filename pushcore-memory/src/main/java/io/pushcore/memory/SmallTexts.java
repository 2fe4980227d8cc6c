package io.pushcore.memory;

import java.util.Arrays;
import java.util.List;

/** A few texts by small numbers, so that who needs one keeps a byte. */
final class SmallTexts {
    private static final int MANY = 64;

    private String[] texts = {};

    String get(int number) {
        return texts[number];
    }

    int number(String text) {
        for (int i = 0; i < texts.length; i++) {
            if (texts[i].equals(text)) {
                return i;
            }
        }
        texts = Arrays.copyOf(texts, texts.length + 1);
        texts[texts.length - 1] = text;
        return texts.length - 1;
    }

    /** Whether it has grown enough to look at what is still in use: at each power of two. */
    boolean isToBeSettled() {
        return texts.length >= MANY && Integer.bitCount(texts.length) == 1;
    }

    /** Forgets all, and gives what they were. */
    List<String> clear() {
        List<String> before = List.of(texts);
        texts = new String[0];
        return before;
    }
}
