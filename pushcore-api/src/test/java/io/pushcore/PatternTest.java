package io.pushcore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("R5: patterns")
class PatternTest {

    @ParameterizedTest
    @CsvSource({
        "chat.*, chat.a",
        "*, chat",
        "*.*, a.b",
        "chat.>, chat.a",
        "chat.>, chat.a.b.c",
        ">, a",
        ">, a.b",
        "*.b, a.b",
        "a.*.c, a.b.c",
        "news, news",
        "@*x, @*x",
        "@u.*, @u.inbox",
        "chat.*, chat.😀"
    })
    void whatMatches(String pattern, String channel) {
        assertThat(Pattern.of(pattern).matches(channel)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "chat.*, chat",
        "chat.*, chat.a.b",
        "chat.>, chat",
        "chat.>, chats.a",
        "*, a.b",
        "a.*.c, a.b.d",
        "a.*.c, a.b.c.d",
        "news, new",
        "news, newsx",
        "*, @user",
        ">, @user.a",
        "*, $stats",
        ">, #u",
        "*.*, @u.a",
        "chat.*, Chat.a"
    })
    void whatDoesNotMatch(String pattern, String channel) {
        assertThat(Pattern.of(pattern).matches(channel)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.>.b", ">.a", "a b", "a.\n", "\ud83d.*"})
    void whatIsNoPattern(String text) {
        assertThatExceptionOfType(PushCoreException.class)
                .isThrownBy(() -> Pattern.of(text))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.BAD_NAME));
    }

    @Test
    void aNameIsAPatternOfItself() {
        assertThat(Pattern.of("a.b").isWild()).isFalse();
        assertThat(Pattern.of("a.*").isWild()).isTrue();
        assertThat(Pattern.of("a.>").isWild()).isTrue();
        assertThat(Pattern.of("a*.b>").isWild()).isFalse();
        assertThat(Pattern.of("a.*")).isEqualTo(Pattern.of("a.*")).hasSameHashCodeAs(Pattern.of("a.*"));
        assertThat(Pattern.of("a.*")).hasToString("a.*").isNotEqualTo(Pattern.of("a.>"));
    }

    @Test
    void manyStarsCostNoMoreThanTheNameIsLong() {
        String stars = "*.".repeat(120) + "x";
        assertThat(Pattern.of(stars).matches("a.".repeat(120) + "y")).isFalse();
        assertThat(Pattern.of(stars).matches("a.".repeat(120) + "x")).isTrue();
    }
}
