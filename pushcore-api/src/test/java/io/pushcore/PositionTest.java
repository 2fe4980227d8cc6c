package io.pushcore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {

    @ParameterizedTest
    @ValueSource(strings = {"a:0", "0:1", "abc9:9223372036854775807", "z0123456789z0123456789z012345678:7"})
    void theTextFormGoesBothWays(String text) {
        assertThat(Position.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "a",
                "a:",
                ":1",
                "a:-1",
                "a:+1",
                "a: 1",
                "a:1 ",
                "A:1",
                "ä:1",
                "a:1:2",
                "a:0x1",
                "a:1e3",
                "a:1.0",
                "a:9223372036854775808",
                "a:99999999999999999999",
                "a:٣",
                "a:NaN",
                "z0123456789z0123456789z0123456789:1"
            })
    void garbageIsRefused(String text) {
        assertThatExceptionOfType(PushCoreException.class)
                .isThrownBy(() -> Position.parse(text))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.BAD_REQUEST));
    }

    @Test
    void whoComesFromAnotherServerMayClaimAnEpochThatNoLogHas() {
        assertThat(Position.claimed("abc", 4)).isEqualTo(new Position("abc", 4));
        for (String foreign :
                new String[] {"A", "_", "a:b", "\"", "é", "😀".repeat(16), "a".repeat(33), "x".repeat(64)}) {
            assertThat(Position.claimed(foreign, 4)).as(foreign).isEqualTo(new Position("foreign", 4));
        }
        for (String broken : new String[] {
            "", " ", "a b", "a\n", "\u0000", "\u0085", "\u2028", "\ud83d", "😀".repeat(17), "x".repeat(65)
        }) {
            assertThatExceptionOfType(PushCoreException.class)
                    .as(broken)
                    .isThrownBy(() -> Position.claimed(broken, 4))
                    .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.BAD_REQUEST));
        }
        assertThatExceptionOfType(PushCoreException.class).isThrownBy(() -> Position.claimed("A", -1));
    }

    @Test
    void anOffsetIsNeverNegative() {
        assertThatExceptionOfType(PushCoreException.class)
                .isThrownBy(() -> new Position("a", -1))
                .withMessage("offset must not be negative: -1");
        assertThat(Position.parseOffset("0009")).isEqualTo(9);
        assertThat(new Position("a", 4).plus(3)).isEqualTo(new Position("a", 7));
    }
}
