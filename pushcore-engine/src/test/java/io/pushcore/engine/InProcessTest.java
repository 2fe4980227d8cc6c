package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.ChannelRules;
import io.pushcore.Event;
import io.pushcore.Gap;
import io.pushcore.History;
import io.pushcore.Message;
import io.pushcore.Page;
import io.pushcore.Position;
import io.pushcore.PullSubscription;
import io.pushcore.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A broker in the process, with real threads and no network. */
class InProcessTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void aHandlerSeesWhatWasPublishedBeforeClose() {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (Broker broker = Broker.open()) {
            Channel news = broker.channel("news");
            news.subscribe(message -> seen.add(message.text()));
            news.publish("hello");
        }
        assertThat(seen).containsExactly("hello");
    }

    @Test
    void aPullReadsAMillionMessagesInOrder() throws Exception {
        int count = 1_000_000;
        try (Broker broker = Broker.builder()
                .channels(ChannelRules.keep(1_000).waitWhenReadersLag(Duration.ofMinutes(1)))
                .publishWaits(Duration.ofMinutes(1))
                .build()) {
            Channel news = broker.channel("news");
            PullSubscription reader = news.pull(Start.now());
            Thread publisher = new Thread(() -> {
                for (int i = 1; i <= count; i++) {
                    news.publish("m" + i);
                }
            });
            publisher.start();
            for (int i = 1; i <= count; i++) {
                Optional<Event> event = reader.next(SOON);
                assertThat(event).isPresent();
                Message message = (Message) event.get();
                if (message.offset() != i || !message.text().equals("m" + i)) {
                    throw new AssertionError("expected m" + i + " but got " + message);
                }
            }
            publisher.join();
        }
    }

    @Test
    void readingFromAPositionGoesOnLiveWithoutHoleOrRepeat() throws Exception {
        try (Broker broker = Broker.open()) {
            Channel news = broker.channel("news");
            for (int i = 1; i <= 10; i++) {
                news.publish("m" + i).join();
            }
            Position fourth = new Position(news.head().join().epoch(), 4);
            try (PullSubscription reader = news.pull(Start.after(fourth))) {
                news.publish("m11");
                List<String> texts = new ArrayList<>();
                while (texts.size() < 7) {
                    texts.add(((Message) reader.next(SOON).orElseThrow()).text());
                }
                assertThat(texts).containsExactly("m5", "m6", "m7", "m8", "m9", "m10", "m11");
            }
        }
    }

    @Test
    void aTrimmedPositionIsAGapInItsPlace() throws Exception {
        try (Broker broker = Broker.builder().channels(ChannelRules.keep(3)).build()) {
            Channel news = broker.channel("news");
            for (int i = 1; i <= 10; i++) {
                news.publish("m" + i).join();
            }
            Position second = new Position(news.head().join().epoch(), 2);
            try (PullSubscription reader = news.pull(Start.after(second))) {
                Gap gap = (Gap) reader.next(SOON).orElseThrow();
                assertThat(gap.from().offset()).isEqualTo(2);
                assertThat(gap.to().offset()).isEqualTo(7);
                assertThat(((Message) reader.next(SOON).orElseThrow()).text()).isEqualTo("m8");
            }
        }
    }

    @Test
    void historyComesInPages() {
        try (Broker broker = Broker.open()) {
            Channel news = broker.channel("news");
            for (int i = 1; i <= 10; i++) {
                news.publish("m" + i).join();
            }
            Page page = news.history(History.earliest().limit(4)).join();
            assertThat(page.messages()).extracting(Message::text).containsExactly("m1", "m2", "m3", "m4");
            assertThat(page.head().offset()).isEqualTo(10);
            Page newest = news.history(History.newest().limit(2)).join();
            assertThat(newest.messages()).extracting(Message::text).containsExactly("m10", "m9");
        }
    }

    @Test
    void aPatternHearsChannelsThatAreCreatedLater() {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (Broker broker = Broker.open()) {
            broker.subscribe("chat.*", message -> seen.add(message.channel() + " " + message.text()));
            broker.channel("chat.a").publish("1");
            broker.channel("chat.b.c").publish("no");
            broker.channel("chat.a").publish("2");
        }
        assertThat(seen).containsExactly("chat.a 1", "chat.a 2");
    }
}
