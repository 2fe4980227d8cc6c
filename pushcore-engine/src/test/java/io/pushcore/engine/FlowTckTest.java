package io.pushcore.engine;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.ChannelRules;
import io.pushcore.Event;
import io.pushcore.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterMethod;

/** R4: the rules of Reactive Streams for {@link Channel#flow}. */
public class FlowTckTest extends FlowPublisherVerification<Event> {
    private static final Duration WITHIN = Duration.ofSeconds(2);

    private final List<Broker> brokers = new ArrayList<>();

    public FlowTckTest() {
        super(new TestEnvironment(500, 50), 300);
    }

    @AfterMethod
    public void close() {
        brokers.forEach(broker -> broker.close(Duration.ofMillis(100)));
        brokers.clear();
    }

    /** What a channel holds, and its end: the broker is closed as soon as somebody has subscribed. */
    @Override
    public Flow.Publisher<Event> createFlowPublisher(long elements) {
        Broker broker = open();
        Channel channel = broker.channel("news");
        for (int i = 0; i < Math.min(elements, 10_000); i++) {
            channel.publish("m" + i);
        }
        Flow.Publisher<Event> publisher = channel.flow(Start.earliest());
        if (elements > 10_000) {
            return publisher;
        }
        return subscriber -> {
            publisher.subscribe(subscriber);
            new Thread(() -> broker.close(WITHIN)).start();
        };
    }

    /** Subscribing to a closed broker fails. */
    @Override
    public Flow.Publisher<Event> createFailedFlowPublisher() {
        Broker broker = open();
        Flow.Publisher<Event> publisher = broker.channel("news").flow(Start.now());
        broker.close();
        return publisher;
    }

    private Broker open() {
        Broker broker = Broker.builder()
                .channels(ChannelRules.keep(1_000_000).forAtMost(Duration.ZERO))
                .build();
        brokers.add(broker);
        return broker;
    }
}
