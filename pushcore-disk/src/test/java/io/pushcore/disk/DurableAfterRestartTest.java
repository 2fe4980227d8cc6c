package io.pushcore.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.Delivery;
import io.pushcore.InboxSession;
import io.pushcore.Start;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** I10 where the broker is started again over its directory: a named subscription goes on where it stood. */
@Timeout(300)
class DurableAfterRestartTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path temporary;

    @Test
    void itGoesOnAfterWhatWasAcknowledgedBeforeACleanClose() throws Exception {
        try (Broker broker = broker(storage())) {
            Channel orders = broker.channel("orders");
            publish(orders, "1", "2", "3");
            InboxSession billing = orders.durable("billing", Start.earliest()).join();
            assertThat(take(billing, 3)).containsExactly("1", "2", "3");
            billing.ack(2).join();
        }
        try (Broker broker = broker(storage())) {
            Channel orders = broker.channel("orders");
            publish(orders, "4");
            InboxSession billing = orders.durable("billing", Start.now()).join();
            assertThat(take(billing, 2)).containsExactly("3", "4");
        }
    }

    @Test
    void afterTheEndOfTheProcessNothingThatWasNotAcknowledgedIsLeftOut() throws Exception {
        DiskStorage killed = storage();
        Broker dead = broker(killed);
        Channel before = dead.channel("orders");
        publish(before, "1", "2");
        InboxSession first = before.durable("billing", Start.earliest()).join();
        assertThat(take(first, 2)).containsExactly("1", "2");
        first.ack(1).join();
        publish(before, "3");
        killed.abandon().toCompletableFuture().join();
        try (Broker broker = broker(storage())) {
            InboxSession billing =
                    broker.channel("orders").durable("billing", Start.now()).join();
            List<String> shown = take(billing, 2);
            while (!shown.contains("3")) {
                shown.addAll(take(billing, 1));
            }
            // what was acknowledged within the last second may come again
            assertThat(shown).endsWith("2", "3");
        } finally {
            dead.close();
        }
    }

    private DiskStorage storage() {
        return DiskStorage.at(temporary.resolve("storage"));
    }

    private static Broker broker(DiskStorage storage) {
        return Broker.builder().storage(storage).build();
    }

    private static void publish(Channel channel, String... texts) {
        for (String text : texts) {
            channel.publish(text).join();
        }
    }

    private static List<String> take(InboxSession session, int count) throws Exception {
        List<String> texts = new ArrayList<>();
        while (texts.size() < count) {
            texts.add(((Delivery) session.next(SOON).orElseThrow()).message().text());
        }
        return texts;
    }
}
