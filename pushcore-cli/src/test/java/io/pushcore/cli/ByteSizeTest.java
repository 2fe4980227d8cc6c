package io.pushcore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ByteSizeTest {
    @Test
    void aSizeIsANumberAndAUnit() {
        assertThat(ByteSize.parse("64KiB")).isEqualTo(65_536);
        assertThat(ByteSize.parse("1MiB")).isEqualTo(1_048_576);
        assertThat(ByteSize.parse("2GiB")).isEqualTo(2_147_483_648L);
        assertThat(ByteSize.parse("100B")).isEqualTo(100);
        assertThat(ByteSize.parse("100")).isEqualTo(100);
    }

    @Test
    void anythingElseIsNone() {
        for (String text :
                new String[] {"", "KiB", "-1", "1.5MiB", "64kb", "64 KiB", "12345678901", "9999999999GiB", "1e3"}) {
            assertThat(ByteSize.parse(text)).as(text).isNegative();
        }
    }
}
