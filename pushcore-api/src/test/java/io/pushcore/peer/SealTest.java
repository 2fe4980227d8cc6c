package io.pushcore.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.PushCoreException;
import org.junit.jupiter.api.Test;

class SealTest {
    private final Seal seal = Seal.of("sixteen bytes or more");

    @Test
    void whatIsSealedOpensWithTheSameKeyOnly() {
        byte[] sealed = seal.seal(new byte[] {1, 2, 3});
        assertThat(sealed).hasSize(3 + seal.bytes());
        assertThat(Seal.of("sixteen bytes or more").open(sealed))
                .hasValueSatisfying(bytes -> assertThat(bytes).containsExactly(1, 2, 3));
        assertThat(Seal.of("sixteen other bytes").open(sealed)).isEmpty();
    }

    @Test
    void aBitMakesTheDifference() {
        byte[] sealed = seal.seal(new byte[] {1, 2, 3});
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] other = sealed.clone();
            other[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(seal.open(other)).isEmpty();
        }
        assertThat(seal.open(new byte[3])).isEmpty();
    }

    @Test
    void aShortKeyIsRefusedAndNoKeySealsNothing() {
        assertThatThrownBy(() -> Seal.of("short"))
                .isInstanceOf(PushCoreException.class)
                .hasMessageContaining("16");
        assertThat(Seal.none().seal(new byte[] {1})).containsExactly(1);
        assertThat(Seal.none().isKeyed()).isFalse();
    }
}
