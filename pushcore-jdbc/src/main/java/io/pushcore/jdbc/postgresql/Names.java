package io.pushcore.jdbc.postgresql;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Names as bytes, by which they are told apart. */
final class Names {
    private Names() {}

    static byte[] bytes(String name) {
        return name.getBytes(UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
