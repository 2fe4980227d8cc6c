package io.pushcore.examples;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.Closed;
import io.pushcore.Event;
import io.pushcore.Gap;
import io.pushcore.Message;
import io.pushcore.PullSubscription;
import io.pushcore.Reader;
import io.pushcore.Start;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Flow;

/** The three ways to read a channel: called, asking, or with demand. Underneath, each is one position in the log. */
public final class ThreeWaysToRead {
    private ThreeWaysToRead() {}

    public static void main(String[] args) throws InterruptedException {
        try (Broker broker = Broker.open()) {
            Channel news = broker.channel("news");
            news.publish("one");
            news.publish("two").join();

            news.subscribe(Start.earliest(), new Called());
            ask(news);
            news.flow(Start.earliest()).subscribe(new Demanding());
        }
    }

    /** 1. The broker calls: on its executor, one event at a time. */
    private static final class Called implements Reader {
        @Override
        public void message(Message message) {
            System.out.println("called: " + message.text());
        }

        @Override
        public void gap(Gap gap) {
            System.out.println("called: gap through " + gap.to());
        }

        @Override
        public void closed(Closed closed) {
            System.out.println("called: end, " + closed.reason());
        }
    }

    /** 2. A thread asks: made for one that has nothing else to do, such as a virtual one. */
    private static void ask(Channel news) throws InterruptedException {
        try (PullSubscription reader = news.pull(Start.earliest())) {
            for (int i = 0; i < 2; i++) {
                Optional<Event> event = reader.next(Duration.ofSeconds(5));
                if (event.isPresent() && event.get() instanceof Message message) {
                    System.out.println("asked: " + message.text());
                }
            }
        }
    }

    /** 3. A {@code Flow} subscriber says how many it wants: for reactive libraries. */
    private static final class Demanding implements Flow.Subscriber<Event> {
        private Flow.Subscription subscription = new Flow.Subscription() {
            @Override
            public void request(long count) {}

            @Override
            public void cancel() {}
        };

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            subscription.request(1);
        }

        @Override
        public void onNext(Event event) {
            if (event instanceof Message message) {
                System.out.println("demanded: " + message.text());
            }
            subscription.request(1);
        }

        @Override
        public void onError(Throwable failure) {
            System.out.println("demanded: " + failure.getMessage());
        }

        @Override
        public void onComplete() {
            System.out.println("demanded: end");
        }
    }
}
