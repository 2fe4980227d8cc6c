package io.pushcore.memory;

import java.util.Comparator;

/** Strings in the order of their UTF-8 bytes, which is that of code points; a string's own order differs beyond U+FFFF. */
final class Utf8Order {
    static final Comparator<String> INSTANCE = Utf8Order::compare;

    private Utf8Order() {}

    private static int compare(String one, String other) {
        int end = Math.min(one.length(), other.length());
        for (int i = 0; i < end; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                boolean aIsBeyond = Character.isSurrogate(a);
                return aIsBeyond == Character.isSurrogate(b) ? Character.compare(a, b) : aIsBeyond ? 1 : -1;
            }
        }
        return Integer.compare(one.length(), other.length());
    }
}
