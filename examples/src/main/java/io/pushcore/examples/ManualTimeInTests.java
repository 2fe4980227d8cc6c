package io.pushcore.examples;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.ChannelRules;
import io.pushcore.History;
import io.pushcore.ManualTime;
import io.pushcore.Publication;
import java.time.Duration;

/** A broker whose clock a test turns: an hour passes at once, and nothing runs on another thread. */
public final class ManualTimeInTests {
    private ManualTimeInTests() {}

    public static void main(String[] args) {
        ManualTime time = ManualTime.create();
        try (Broker broker = Broker.builder()
                .time(time)
                .executor(Runnable::run) // handlers run before publish returns
                .channels(ChannelRules.keep(1_000).forAtMost(Duration.ofHours(1)))
                .build()) {
            Channel offers = broker.channel("offers");
            offers.subscribe(message -> System.out.println("seen: " + message.text()));
            offers.publish(Publication.of("for a minute").ttl(Duration.ofMinutes(1)));
            offers.publish("for as long as it is kept");
            System.out.println("at once: " + kept(offers));
            time.advance(Duration.ofMinutes(1));
            System.out.println("after a minute: " + kept(offers));
            time.advance(Duration.ofHours(1));
            System.out.println("after an hour: " + kept(offers));
        }
    }

    private static int kept(Channel channel) {
        return channel.history(History.earliest()).join().messages().size();
    }
}
