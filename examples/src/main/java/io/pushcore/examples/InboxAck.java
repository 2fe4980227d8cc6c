package io.pushcore.examples;

import io.pushcore.Broker;
import io.pushcore.Delivery;
import io.pushcore.InboxSession;
import java.time.Duration;

/** What is not acknowledged is shown again, under its number. */
public final class InboxAck {
    private InboxAck() {}

    public static void main(String[] args) throws InterruptedException {
        try (Broker broker = Broker.open()) {
            for (int i = 1; i <= 4; i++) {
                broker.push("anna", "order " + i).join();
            }
            try (InboxSession first = broker.inbox("anna").open().join()) {
                show(first, 4);
                // all up to 2, and 4 alone
                first.ack(2).join();
                first.ackOnly(4).join();
            }
            System.out.println(
                    "waiting: " + broker.inbox("anna").pending(10).join().count());
            try (InboxSession second = broker.inbox("anna").open().join()) {
                System.out.println("shown before: " + second.shownBefore());
                show(second, 1);
            }
        }
    }

    private static void show(InboxSession session, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            if (session.next(Duration.ofSeconds(5)).orElseThrow() instanceof Delivery delivery) {
                String again = delivery.redeliveries() > 0 ? ", again" : "";
                System.out.println(delivery.seq() + " " + delivery.message().text() + again);
            }
        }
    }
}
