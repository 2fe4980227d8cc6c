package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private long now;

    @Test
    void itIsRewrittenAFewTimesASecond() {
        Progress progress = progress(true);
        for (int i = 1; i <= 1_000; i++) {
            now += 1_000_000;
            progress.at(i * 1_000L);
        }
        progress.end(1_000_000);
        assertThat(shown.toString(UTF_8).split("\r")).hasSize(1 + 4 + 1);
        assertThat(shown.toString(UTF_8)).endsWith("\r1,000,000 published in 1.0 s, 1,000,000/s \n");
    }

    @Test
    void nothingIsShownWhereNobodyLooks() {
        Progress progress = progress(false);
        now += 10_000_000_000L;
        progress.at(5);
        progress.end(5);
        assertThat(shown.toString(UTF_8)).isEmpty();
    }

    private Progress progress(boolean isShown) {
        return new Progress(new PrintStream(shown, true, UTF_8), isShown, () -> now);
    }
}
