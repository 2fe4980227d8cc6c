package io.pushcore.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Payload;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 9, 10, 99, 100, 12_345, 999_999_999_999L, Long.MAX_VALUE, -1, -10, Long.MIN_VALUE})
    void decimalsAreWrittenAsLongReadsThem(long number) {
        assertThat(text(new Output(1).decimal(number))).isEqualTo(Long.toString(number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "é", "aé", "aaaaaaaaaaaaaaaaaaaaaé", "日本語", "x😀y", "\u007f\u0080"})
    void textIsWrittenAsUtf8(String text) {
        Output out = new Output(1).put("[").put(text).put("]");
        assertThat(out.toBytes()).isEqualTo(("[" + text + "]").getBytes(UTF_8));
    }

    @Test
    void itGrowsWithWhatIsPutIntoIt() {
        Random random = new Random(7);
        Output out = new Output(0);
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            switch (random.nextInt(5)) {
                case 0 -> {
                    out.put('x');
                    expected.append('x');
                }
                case 1 -> {
                    out.put("añb");
                    expected.append("añb");
                }
                case 2 -> {
                    long number = random.nextLong();
                    out.decimal(number);
                    expected.append(number);
                }
                case 3 -> {
                    out.put("bytes".getBytes(UTF_8));
                    expected.append("bytes");
                }
                default -> {
                    out.put(Payload.of("payload"));
                    expected.append("payload");
                }
            }
        }
        assertThat(text(out)).isEqualTo(expected.toString());
        assertThat(out.length()).isEqualTo(out.toBytes().length);
    }

    @Test
    void aLengthCanBeWrittenAfterwards() {
        Output out = new Output().int32(0).put("abc");
        out.int32At(0, 0x01020304);
        assertThat(out.toBytes()).containsExactly(1, 2, 3, 4, 'a', 'b', 'c');
        assertThat(new Output().int32(-2).toBytes()).containsExactly(0xff, 0xff, 0xff, 0xfe);
    }

    @Test
    void aPartOfItCanBeCopied() {
        Output out = new Output().put("0123456789");
        ByteBuffer target = ByteBuffer.allocateDirect(3);
        out.copyInto(target, 2, 5);
        target.flip();
        assertThat(UTF_8.decode(target).toString()).isEqualTo("234");
        out.clear();
        assertThat(out.length()).isZero();
        assertThat(text(out.put("new"))).isEqualTo("new");
    }

    private static String text(Output out) {
        return new String(out.toBytes(), UTF_8);
    }
}
