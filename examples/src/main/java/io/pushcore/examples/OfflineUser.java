package io.pushcore.examples;

import io.pushcore.Broker;
import io.pushcore.Delivery;
import io.pushcore.InboxSession;
import java.time.Duration;

/** What is sent to a user who is not there arrives when they come. */
public final class OfflineUser {
    private OfflineUser() {}

    public static void main(String[] args) throws InterruptedException {
        try (Broker broker = Broker.open()) {
            broker.channel("team").publish("before anna follows").join();
            broker.channel("team").follow("anna").join();
            System.out.println(
                    "online: " + broker.push("anna", "welcome").join().online());
            broker.channel("team").publish("meeting at ten").join();

            try (InboxSession anna = broker.inbox("anna").open().join()) {
                for (int i = 0; i < 2; i++) {
                    Delivery delivery =
                            (Delivery) anna.next(Duration.ofSeconds(5)).orElseThrow();
                    System.out.println(delivery.seq() + " " + delivery.message().text());
                    anna.ack(delivery.seq()).join();
                }
            }
        }
    }
}
