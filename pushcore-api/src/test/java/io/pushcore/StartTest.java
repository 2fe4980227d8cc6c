package io.pushcore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    @ParameterizedTest
    @ValueSource(strings = {"a:1", "t1:5", "et1:5", "2030t:7", "10m:3", "tttt:0", "zz:9223372036854775807"})
    void aPosition(String text) {
        assertThat(Start.parse(text, NOW)).isEqualTo(Start.after(Position.parse(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"A:7", "_:7", "hgFe:7", "550e8400-e29b-11d4-a716-446655440000:7", "1526919030474-55:7", "é:7"})
    void aPositionOfAnotherServerIsOneOfALifeThatNobodyKnows(String text) {
        assertThat(Start.parse(text, NOW)).isEqualTo(Start.after(new Position("foreign", 7)));
    }

    @Test
    void anOffset() {
        assertThat(Start.parse("0", NOW)).isEqualTo(new Start.AfterOffset(0));
        assertThat(Start.parse("42", NOW)).isEqualTo(new Start.AfterOffset(42));
        assertThat(Start.parse("9223372036854775807", NOW)).isEqualTo(new Start.AfterOffset(Long.MAX_VALUE));
    }

    @ParameterizedTest
    @CsvSource({
        "2029-12-31T23:59:59Z, 2029-12-31T23:59:59Z",
        "2029-12-31t23:59:59z, 2029-12-31T23:59:59Z",
        "2030-01-01T01:00:00+02:00, 2029-12-31T23:00:00Z",
        "2029-12-31T23:59:59.123456789Z, 2029-12-31T23:59:59.123456789Z",
        "1969-12-31T23:59:59Z, 1969-12-31T23:59:59Z"
    })
    void anInstant(String text, String instant) {
        assertThat(Start.parse(text, NOW)).isEqualTo(Start.since(Instant.parse(instant)));
    }

    @ParameterizedTest
    @CsvSource({"10m, 600000", "250ms, 250", "30s, 30000", "1h, 3600000", "2d, 172800000", "0s, 0"})
    void aDurationBack(String text, long millis) {
        assertThat(Start.parse(text, NOW)).isEqualTo(Start.since(NOW.minusMillis(millis)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-1",
                "+1",
                "1.5",
                "10 m",
                "10M",
                "m",
                "10mm",
                "9223372036854775808",
                "99999999999999999999999d",
                "1000000d",
                "2030-01-01",
                "2030-01-01T00:00:00",
                "2030-13-01T00:00:00Z",
                "T",
                "tomorrow",
                "A B:1",
                "A:x",
                "\u0001A:1",
                "2030-1-1T00:00",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:1",
                "a:b",
                ":1",
                "٣",
                "NaN",
                "\u0000"
            })
    void garbageIsRefused(String text) {
        assertThatExceptionOfType(PushCoreException.class)
                .isThrownBy(() -> Start.parse(text, NOW))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.BAD_REQUEST));
    }

    @Test
    void aShortDurationIsAtMostAHundredYears() {
        assertThat(ShortDuration.parse("36500d")).isEqualTo(Duration.ofDays(36_500));
        assertThat(ShortDuration.parse("3153600000000ms")).isEqualTo(Duration.ofDays(36_500));
        assertThatExceptionOfType(PushCoreException.class).isThrownBy(() -> ShortDuration.parse("36501d"));
        assertThatExceptionOfType(PushCoreException.class).isThrownBy(() -> ShortDuration.parse("9999999999999h"));
    }
}
