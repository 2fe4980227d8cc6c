package io.pushcore.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.ManualTime;
import io.pushcore.Message;
import io.pushcore.Publication;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SharedMemoryTest {
    private final ManualTime time = ManualTime.create();

    @Test
    void severalBrokersSeeOneLog() {
        MemoryStorage storage = MemoryStorage.shared();
        assertThat(storage.capabilities().shared()).isTrue();
        Opened one = Opened.of(storage, time);
        Opened other = Opened.of(storage, time);
        Message message = one.append("news", Publication.of("x"));
        assertThat(other.head("news").last()).isEqualTo(1);
        one.close();
        assertThat(other.head("news").epoch()).isEqualTo(message.position().epoch());
        other.close();
        assertThatThrownBy(() -> other.head("news")).hasMessageContaining("not open");
    }

    @Test
    void itGoesOnWhenItIsOpenedAgain() {
        MemoryStorage storage = MemoryStorage.shared();
        Opened before = Opened.of(storage, time);
        Message message = before.append("news", Publication.of("x").ttl(Duration.ofMinutes(1)));
        before.close();
        Opened after = Opened.of(storage, time);
        assertThat(after.head("news").last()).isEqualTo(1);
        assertThat(after.head("news").epoch()).isEqualTo(message.position().epoch());
        time.advance(Duration.ofMinutes(2));
        assertThat(((MemoryChannelLog) after.log).bytes())
                .as("it is swept again")
                .isZero();
    }

    @Test
    void oneThatIsNotSharedIsOpenedOnce() {
        MemoryStorage storage = MemoryStorage.create();
        assertThat(storage.capabilities().shared()).isFalse();
        Opened.of(storage, time).close();
        assertThatThrownBy(() -> Opened.of(storage, time)).hasMessageContaining("opened once");
    }
}
