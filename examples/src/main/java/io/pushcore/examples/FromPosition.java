package io.pushcore.examples;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.ChannelRules;
import io.pushcore.Event;
import io.pushcore.Gap;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.PullSubscription;
import io.pushcore.Start;
import java.time.Duration;

/** A reader that was away goes on where it stopped, and is told when what it missed is no longer kept. */
public final class FromPosition {
    private FromPosition() {}

    public static void main(String[] args) throws InterruptedException {
        try (Broker broker =
                Broker.builder().channels("prices", ChannelRules.keep(5)).build()) {
            Channel prices = broker.channel("prices");
            String saved;
            try (PullSubscription reader = prices.pull(Start.now())) {
                prices.publish("10 EUR");
                show(reader.next(Duration.ofSeconds(5)).orElseThrow());
                saved = reader.position().toString(); // EPOCH:OFFSET: keep it in a file, a cookie, a database
            }

            prices.publish("11 EUR");
            prices.publish("12 EUR").join();
            readOn(prices, saved, 2);

            for (int i = 13; i <= 20; i++) {
                prices.publish(i + " EUR").join();
            }
            readOn(prices, saved, 2);
        }
    }

    private static void readOn(Channel channel, String saved, int events) throws InterruptedException {
        System.out.println("-- back again");
        try (PullSubscription reader = channel.pull(Start.after(Position.parse(saved)))) {
            for (int i = 0; i < events; i++) {
                show(reader.next(Duration.ofSeconds(5)).orElseThrow());
            }
        }
    }

    private static void show(Event event) {
        if (event instanceof Message message) {
            System.out.println(message.offset() + " " + message.text());
        } else if (event instanceof Gap gap) {
            System.out.println(
                    "gap after " + gap.from().offset() + " through " + gap.to().offset());
        }
    }
}
