package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Closed;
import io.pushcore.Delivery;
import io.pushcore.InboxEvent;
import io.pushcore.InboxSession;
import io.pushcore.ManualTime;
import io.pushcore.memory.MemoryStorage;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("I1: a read of an inbox that is answered when the inbox has ended")
@Timeout(120)
class LateReadOfAnInboxTest {
    private final ManualTime time = ManualTime.create();
    private final MemoryStorage memory = MemoryStorage.shared();
    private final ForgetfulInboxes storage = new ForgetfulInboxes(memory);
    /** What the broker does, one after the other, when the test says. */
    private final Queue<Runnable> work = new ConcurrentLinkedQueue<>();

    @Test
    @DisplayName("I1: it takes no numbers: what nobody was shown is numbered by the next session, from the first on")
    void itTakesNoNumbers() throws Exception {
        // of another broker: they must be read
        Broker other = Broker.builder().storage(memory).time(time).build();
        other.push("anna", "m1").join();
        other.push("anna", "m2").join();
        Broker broker =
                Broker.builder().storage(storage).time(time).executor(work::add).build();
        InboxSession first = opened(broker);
        storage.swallowNext("read");
        assertThat(next(first)).isEmpty();
        assertThat(storage.swallowed()).as("the read that is held").isEqualTo(1);

        first.close();
        // answered behind the end, and before that is recorded
        storage.comeTo();
        InboxSession second = opened(broker);

        assertThat(second.shownBefore()).as("what anybody was shown").isZero();
        for (int i = 1; i <= 2; i++) {
            Delivery delivery = (Delivery) next(second).orElseThrow();
            assertThat(delivery.seq()).isEqualTo(i);
            assertThat(delivery.message().text()).isEqualTo("m" + i);
            assertThat(delivery.redeliveries()).isZero();
        }
        assertThat(next(second)).isEmpty();
        assertThat(next(first)).containsInstanceOf(Closed.class);
        other.close();
    }

    private InboxSession opened(Broker broker) {
        CompletableFuture<InboxSession> answer = broker.inbox("anna").open();
        work();
        assertThat(answer).isDone();
        return answer.join();
    }

    private Optional<InboxEvent> next(InboxSession session) throws InterruptedException {
        Optional<InboxEvent> there = session.next(Duration.ZERO);
        work();
        return there.isPresent() ? there : session.next(Duration.ZERO);
    }

    private void work() {
        for (Runnable next = work.poll(); next != null; next = work.poll()) {
            next.run();
        }
    }
}
