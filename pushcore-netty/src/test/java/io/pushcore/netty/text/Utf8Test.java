package io.pushcore.netty.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class Utf8Test {
    @Test
    void agreesWithTheDecoderOfTheJdk() {
        Random random = new Random(7);
        byte[] leads = {
            0x41,
            (byte) 0x80,
            (byte) 0xC1,
            (byte) 0xC3,
            (byte) 0xE0,
            (byte) 0xED,
            (byte) 0xEF,
            (byte) 0xF0,
            (byte) 0xF4,
            (byte) 0xF5,
            (byte) 0x9F,
            (byte) 0xA0,
            (byte) 0xBF,
            (byte) 0x90,
            (byte) 0x8F
        };
        int valid = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = new byte[random.nextInt(24)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = random.nextInt(3) == 0 ? leads[random.nextInt(leads.length)] : 0x61;
            }
            boolean expected = decodes(bytes);
            valid += expected ? 1 : 0;
            if (Utf8.isValid(ByteBuffer.wrap(bytes), 0, bytes.length) != expected) {
                throw new AssertionError(HexFormat.of().formatHex(bytes));
            }
        }
        assertThat(valid).isGreaterThan(1_000);
    }

    @Test
    void everyCharacterIsValid() {
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            if (Character.isBmpCodePoint(point) && Character.isSurrogate((char) point)) {
                continue;
            }
            byte[] bytes = Character.toString(point).getBytes(UTF_8);
            if (!Utf8.isValid(ByteBuffer.wrap(bytes), 0, bytes.length)) {
                throw new AssertionError(Integer.toHexString(point));
            }
        }
    }

    private static boolean decodes(byte[] bytes) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }
}
