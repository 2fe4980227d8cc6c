package io.pushcore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import org.junit.jupiter.api.Test;

class PayloadTest {

    @Test
    void nobodyCanChangeItsBytes() {
        byte[] mine = {1, 2, 3};
        Payload payload = Payload.of(mine);
        mine[0] = 9;
        payload.bytes()[1] = 9;
        assertThat(payload.bytes()).containsExactly(1, 2, 3);
        assertThatExceptionOfType(ReadOnlyBufferException.class)
                .isThrownBy(() -> payload.buffer().put(0, (byte) 9));
    }

    @Test
    void aBufferIsCopiedAndConsumed() {
        ByteBuffer buffer = ByteBuffer.wrap("xhellox".getBytes(UTF_8), 1, 5);
        Payload payload = Payload.copyOf(Payload.Type.TEXT, buffer);
        assertThat(payload.text()).isEqualTo("hello");
        assertThat(buffer.hasRemaining()).isFalse();
        ByteBuffer direct =
                ByteBuffer.allocateDirect(2).put((byte) 7).put((byte) 8).flip();
        assertThat(Payload.copyOf(Payload.Type.BINARY, direct).bytes()).containsExactly(7, 8);
    }

    @Test
    void typeAndBytesMakeItEqual() {
        assertThat(Payload.of("{}")).isEqualTo(Payload.of("{}")).hasSameHashCodeAs(Payload.of("{}"));
        assertThat(Payload.of("{}")).isNotEqualTo(Payload.json("{}"));
        assertThat(Payload.of(new byte[0])).isEqualTo(Payload.of(new byte[0]));
        assertThat(Payload.of("").length()).isZero();
    }

    @Test
    void whatIsNotUtf8ReadsAsReplacement() {
        assertThat(Payload.of(new byte[] {'a', (byte) 0xff, 'b'}).text()).isEqualTo("a\ufffdb");
        assertThat(Payload.of("日本😀").length()).isEqualTo(10);
    }

    @Test
    void itShowsNoMoreThanALineOfItself() {
        assertThat(Payload.of("hello")).hasToString("hello");
        assertThat(Payload.of("x".repeat(100)).toString()).hasSizeLessThan(70).contains("100 bytes");
        assertThat(Payload.of(new byte[5])).hasToString("binary(5 bytes)");
    }
}
