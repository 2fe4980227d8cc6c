package io.pushcore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("N1: names")
class NamesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "news",
                "chat.a.b",
                "a*b",
                "*a",
                "a>",
                "日本語",
                "😀",
                "@user",
                "$stats",
                "#u:1",
                "a/b",
                ".",
                "a..b"
            })
    void whatIsAllowed(String name) {
        assertThat(Names.channel(name)).isEqualTo(name);
        assertThat(Names.user(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a\tb",
                "a\nb",
                "a\u0000",
                "\u007f",
                "a\u0085b",
                "a\u00a0b",
                "a\u2028b",
                "a\u3000b",
                "*",
                ">",
                "a.*",
                "*.a",
                "a.>",
                "a.*.b",
                ">.a",
                "\ud83d",
                "\ude00",
                "\ude00\ud83d",
                "a\ud83d",
                "\ud83da"
            })
    void whatIsRefused(String name) {
        assertThatExceptionOfType(PushCoreException.class)
                .isThrownBy(() -> Names.channel(name))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.BAD_NAME))
                .withMessageStartingWith("channel name ");
        assertThatExceptionOfType(PushCoreException.class)
                .isThrownBy(() -> Names.user(name))
                .withMessageStartingWith("user name ");
    }

    @Test
    void theLengthIsCountedInBytesOfUtf8() {
        assertThat(Names.channel("a".repeat(255))).hasSize(255);
        assertThat(Names.channel("é".repeat(127) + "a")).hasSize(128);
        assertThat(Names.channel("日".repeat(85))).hasSize(85);
        assertThat(Names.channel("😀".repeat(63) + "abc")).isNotEmpty();
        tooLong("a".repeat(256));
        tooLong("é".repeat(128));
        tooLong("日".repeat(85) + "a");
        tooLong("😀".repeat(64));
        tooLong("a".repeat(1_000_000));
    }

    @Test
    void anErrorNeverRepeatsWhatCouldForgeALogLine() {
        assertThat(Names.shown("a\nb\u001b[31mc\ud83d")).isEqualTo("a?b?[31mc?");
        assertThat(Names.shown("x".repeat(1000))).hasSize(65).endsWith("…");
    }

    @Test
    void reservedNamesBeginWithASign() {
        assertThat(Names.isReserved("@u")).isTrue();
        assertThat(Names.isReserved("$u")).isTrue();
        assertThat(Names.isReserved("#u")).isTrue();
        assertThat(Names.isReserved("u@")).isFalse();
        assertThat(Names.isReserved("")).isFalse();
    }

    private static void tooLong(String name) {
        assertThatExceptionOfType(PushCoreException.class)
                .isThrownBy(() -> Names.channel(name))
                .withMessageContaining("255 bytes")
                .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(200));
    }
}
