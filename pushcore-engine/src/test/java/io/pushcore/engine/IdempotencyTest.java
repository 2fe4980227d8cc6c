package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.ChannelRules;
import io.pushcore.ErrorCode;
import io.pushcore.ManualTime;
import io.pushcore.Payload;
import io.pushcore.Publication;
import io.pushcore.Published;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("L10: idempotency keys")
class IdempotencyTest {
    private final ManualTime time = ManualTime.create();
    private final Broker broker = Broker.builder()
            .time(time)
            .channels("few", ChannelRules.keep(100).rememberIdempotencyKeys(2, Duration.ofMinutes(1)))
            .build();
    private final Channel news = broker.channel("news");

    @AfterEach
    void close() {
        broker.close();
    }

    @Test
    void aRepeatReturnsTheFirstPositionAndAppendsNothing() {
        Collector seen = new Collector();
        news.subscribe(seen).started().join();
        Published first = news.publish(keyed("a", "k")).join();
        news.publish("between").join();
        Published repeat = news.publish(keyed("a", "k")).join();
        assertThat(first.repeat()).isFalse();
        assertThat(repeat.repeat()).isTrue();
        assertThat(repeat.position()).isEqualTo(first.position());
        assertThat(news.head().join().offset()).isEqualTo(2);
        assertThat(broker.stats().repeats()).isEqualTo(1);
        assertThat(broker.stats().published()).isEqualTo(2);
        seen.awaitEvents(2);
        assertThat(seen.texts()).containsExactly("a", "between");
    }

    @Test
    void theSameKeyWithOtherBytesIsAnError() {
        news.publish(keyed("a", "k")).join();
        ClosingTest.assertCode(news.publish(keyed("b", "k")), ErrorCode.IDEMPOTENCY_MISMATCH);
        ClosingTest.assertCode(
                news.publish(Publication.of(Payload.json("a")).idempotencyKey("k")), ErrorCode.IDEMPOTENCY_MISMATCH);
        assertThat(news.head().join().offset()).isEqualTo(1);
    }

    @Test
    void aKeyBelongsToItsSenderAndItsChannel() {
        Published anonymous = news.publish(keyed("a", "k")).join();
        Published ann = news.publish(keyed("a", "k").sender("ann")).join();
        Published bob = news.publish(keyed("b", "k").sender("bob")).join();
        Published elsewhere = broker.channel("other").publish(keyed("a", "k")).join();
        assertThat(List.of(anonymous, ann, bob, elsewhere)).noneMatch(Published::repeat);
        assertThat(news.publish(keyed("a", "k")).join()).satisfies(again -> {
            assertThat(again.repeat()).isTrue();
            assertThat(again.position()).isEqualTo(anonymous.position());
        });
        assertThat(news.publish(keyed("a", "k").sender("ann")).join().position())
                .isEqualTo(ann.position());
    }

    @Test
    void inOneBatchTheSecondIsARepeatOfTheFirst() {
        List<Published> results = news.publishAll(List.of(keyed("a", "k"), Publication.of("b"), keyed("a", "k")))
                .join();
        assertThat(results).extracting(Published::repeat).containsExactly(false, false, true);
        assertThat(results.get(2).position()).isEqualTo(results.get(0).position());
        ClosingTest.assertCode(
                news.publishAll(List.of(Publication.of("c"), keyed("other", "k"))), ErrorCode.IDEMPOTENCY_MISMATCH);
    }

    @Test
    void keysAreForgottenByAgeAndByCount() {
        news.publish(keyed("a", "k")).join();
        time.advance(Duration.ofMinutes(9));
        assertThat(news.publish(keyed("a", "k")).join().repeat()).isTrue();
        time.advance(Duration.ofMinutes(2));
        assertThat(news.publish(keyed("a", "k")).join().repeat()).isFalse();
        Channel few = broker.channel("few");
        for (String key : List.of("1", "2", "3")) {
            few.publish(keyed("a", key)).join();
        }
        assertThat(few.publish(keyed("a", "3")).join().repeat()).isTrue();
        assertThat(few.publish(keyed("a", "1")).join().repeat()).isFalse();
    }

    @Test
    void ofManyAtOnceOneIsAppended() {
        AtomicInteger fresh = new AtomicInteger();
        Set<Long> offsets = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 200).parallel().forEach(i -> {
            Published published = news.publish(keyed("a", "k")).join();
            offsets.add(published.position().offset());
            if (!published.repeat()) {
                fresh.incrementAndGet();
            }
        });
        assertThat(fresh).hasValue(1);
        assertThat(offsets).containsExactly(1L);
    }

    private static Publication keyed(String text, String key) {
        return Publication.of(text).idempotencyKey(key);
    }
}
