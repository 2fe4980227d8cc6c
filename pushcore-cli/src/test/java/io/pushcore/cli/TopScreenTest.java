package io.pushcore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How the lists of {@code top} share the lines that are left. */
class TopScreenTest {
    private static JsonValue stats(int busy, int slow) {
        String channels = IntStream.range(0, busy)
                .mapToObj(i -> "{\"channel\":\"busy" + i + "\",\"published\":1}")
                .collect(Collectors.joining(","));
        String readers = IntStream.range(0, slow)
                .mapToObj(i -> "{\"session\":\"slow" + i + "\",\"user\":\"\",\"channel\":\"c\",\"behind\":1}")
                .collect(Collectors.joining(","));
        return JsonValue.parse("{\"busyChannels\":[" + channels + "],\"slowReaders\":[" + readers + "]}")
                .orElseThrow();
    }

    private static void assertShown(int busy, int slow, int entries, int busyShown, int slowShown) {
        List<String> lines = TopScreen.of("localhost:8001", stats(busy, slow), entries);
        assertThat(lines).filteredOn(line -> line.matches("busy[0-9].*")).hasSize(busyShown);
        assertThat(lines).filteredOn(line -> line.matches("slow[0-9].*")).hasSize(slowShown);
        assertThat(lines).hasSize(TopScreen.FIXED_LINES + busyShown + slowShown);
    }

    @Test
    void whatOneListDoesNotNeedIsTheOthers() {
        assertShown(10, 10, 6, 3, 3);
        assertShown(10, 1, 6, 5, 1);
        assertShown(10, 0, 6, 6, 0);
        assertShown(2, 10, 6, 2, 4);
        assertShown(1, 1, 6, 1, 1);
        assertShown(10, 10, 20, 10, 10);
    }
}
