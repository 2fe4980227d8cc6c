package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.ChannelRules;
import io.pushcore.Delivery;
import io.pushcore.InboxEvent;
import io.pushcore.InboxSession;
import io.pushcore.ManualTime;
import io.pushcore.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("I10: subscriptions that are known by their name")
@Timeout(60)
class DurableTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final ManualTime time = ManualTime.create();
    private final Broker broker =
            Broker.builder().time(time).channels("short", ChannelRules.keep(5)).build();
    private final Channel orders = broker.channel("orders");

    @AfterEach
    void close() {
        broker.close(Duration.ofSeconds(2));
    }

    @Test
    void oneGoesOnAfterWhatWasAcknowledged() throws Exception {
        publish(3);
        InboxSession billing = orders.durable("billing", Start.earliest()).join();
        assertThat(billing.user()).isEqualTo("billing");
        assertThat(take(billing, 3)).containsExactly("1 o1", "2 o2", "3 o3");
        billing.ack(2).join();
        billing.close();
        publish(1);
        InboxSession again = orders.durable("billing", Start.now()).join();
        assertThat(take(again, 2)).containsExactly("3 o3", "4 o1");
        again.ack(4).join();
    }

    @Test
    void severalReadersOfAChannelAreIndependentAndBeginWhereTheyAsked() throws Exception {
        publish(3);
        InboxSession billing = orders.durable("billing", Start.earliest()).join();
        InboxSession mail = orders.durable("mail", Start.now()).join();
        InboxSession audit = orders.durable(
                        "audit", Start.after(orders.head().join().plus(-1)))
                .join();
        publish(1);
        assertThat(take(billing, 4)).containsExactly("1 o1", "2 o2", "3 o3", "4 o1");
        assertThat(take(mail, 1)).containsExactly("1 o1");
        assertThat(take(audit, 2)).containsExactly("1 o3", "2 o1");
    }

    @Test
    void theSecondWaitsUntilTheFirstClosesAndWhoWaitsNoMoreIsPassedOver() throws Exception {
        publish(2);
        InboxSession first = orders.durable("billing", Start.earliest()).join();
        CompletableFuture<InboxSession> second = orders.durable("billing", Start.earliest());
        CompletableFuture<InboxSession> third = orders.durable("billing", Start.earliest());
        assertThat(take(first, 2)).containsExactly("1 o1", "2 o2");
        first.ack(1).join();
        assertThat(second).isNotDone();
        second.cancel(false);
        assertThat(third).isNotDone();
        first.close();
        InboxSession holder = third.get(20, TimeUnit.SECONDS);
        assertThat(take(holder, 1)).containsExactly("2 o2");
    }

    @Test
    void oneThatIsForgottenBeginsAnew() throws Exception {
        publish(2);
        InboxSession billing = orders.durable("billing", Start.earliest()).join();
        take(billing, 2);
        billing.ack(2).join();
        orders.forgetDurable("billing").join();
        InboxSession again = orders.durable("billing", Start.earliest()).join();
        assertThat(take(again, 2)).containsExactly("1 o1", "2 o2");
    }

    @Test
    @DisplayName("I8: an inbox that nobody opened for ninety days is forgotten, one that is open is not")
    void unusedOnesAreForgotten() throws Exception {
        broker.push("anna", "m1").join();
        broker.push("bert", "m1").join();
        InboxSession anna = broker.inbox("anna").open().join();
        InboxSession bert = broker.inbox("bert").open().join();
        take(anna, 1);
        anna.ack(1).join();
        take(bert, 1);
        bert.ack(1).join();
        bert.close();
        assertThat(broker.inbox("bert").pending(5).join().count()).isZero();
        for (int day = 0; day < 91; day++) {
            time.advance(Duration.ofDays(1));
        }
        broker.push("anna", "m2").join();
        broker.push("bert", "m2").join();
        assertThat(take(anna, 1)).containsExactly("2 m2");
        assertThat(take(broker.inbox("bert").open().join(), 1)).containsExactly("1 m2");
    }

    private void publish(int count) {
        for (int i = 1; i <= count; i++) {
            orders.publish("o" + i).join();
        }
    }

    private static List<String> take(InboxSession session, int count) throws InterruptedException {
        List<String> texts = new ArrayList<>();
        while (texts.size() < count) {
            InboxEvent event = session.next(SOON).orElseThrow(() -> new AssertionError("nothing came after " + texts));
            texts.add(
                    event instanceof Delivery delivery
                            ? delivery.seq() + " " + delivery.message().text()
                            : event.toString());
        }
        return texts;
    }
}
