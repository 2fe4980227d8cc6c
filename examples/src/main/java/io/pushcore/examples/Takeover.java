package io.pushcore.examples;

import io.pushcore.Broker;
import io.pushcore.Closed;
import io.pushcore.Delivery;
import io.pushcore.InboxEvent;
import io.pushcore.InboxSession;
import java.time.Duration;

/** Whoever opens an inbox takes over; a device has an inbox of its own. */
public final class Takeover {
    private Takeover() {}

    public static void main(String[] args) throws InterruptedException {
        try (Broker broker = Broker.open()) {
            InboxSession laptop = broker.inbox("anna").open().join();
            InboxSession phone = broker.inbox("anna", "phone").open().join();
            InboxSession tablet = broker.inbox("anna").open().join();

            System.out.println(
                    "laptop: " + shown(laptop.next(Duration.ofSeconds(5)).orElseThrow()));
            broker.push("anna", "hello").join();
            System.out.println(
                    "tablet: " + shown(tablet.next(Duration.ofSeconds(5)).orElseThrow()));
            System.out.println(
                    "phone: " + shown(phone.next(Duration.ofSeconds(5)).orElseThrow()));
        }
    }

    private static String shown(InboxEvent event) {
        if (event instanceof Delivery delivery) {
            return delivery.seq() + " " + delivery.message().text();
        }
        return event instanceof Closed closed ? "closed, " + closed.reason() : event.toString();
    }
}
