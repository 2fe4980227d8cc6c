package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.ErrorCode;
import io.pushcore.EventDecoder;
import io.pushcore.History;
import io.pushcore.IngestCounts;
import io.pushcore.IngestRules;
import io.pushcore.IngestedEvent;
import io.pushcore.Ingestion;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import io.pushcore.Message;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Taking in a log elsewhere")
@Timeout(120)
class IngestTest {
    /** {@code CHANNEL TEXT}, {@code @USER,USER TEXT}, or what is none. */
    private static final EventDecoder WORDS = came -> {
        String[] words = came.payload().text().split(" ", 2);
        if (words.length < 2) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, "two words are needed");
        }
        Publication publication = Publication.of(words[1]);
        return words[0].startsWith("@")
                ? IngestedEvent.toUsers(Arrays.asList(words[0].substring(1).split(",")), publication)
                : IngestedEvent.toChannel(words[0], publication);
    };

    private final ManualTime time = ManualTime.create();
    private final FakeEventSource.Log log = new FakeEventSource.Log();
    private final FakeEventSource source = new FakeEventSource(log);
    private final List<Broker> open = new ArrayList<>();

    @BeforeAll
    static void slowMachines() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    }

    @AfterEach
    void close() {
        open.forEach(Broker::close);
    }

    private Broker broker(UnaryOperator<Broker.Builder> more) {
        Broker broker = more.apply(Broker.builder().time(time)).build();
        open.add(broker);
        return broker;
    }

    private void write(String... texts) {
        for (String text : texts) {
            log.add(0, text, time.now());
        }
    }

    private static List<Message> all(Broker broker, String channel) {
        return broker.channel(channel)
                .history(History.earliest().limit(1_000))
                .join()
                .messages();
    }

    private static List<String> texts(Broker broker, String channel) {
        return all(broker, channel).stream().map(Message::text).toList();
    }

    private void awaitCommitted(int partition, long offset) {
        await().untilAsserted(() -> assertThat(log.committed).containsEntry(partition, offset));
    }

    @Test
    void recordsBecomeMessagesInTheirOrderAndAreCommittedThen() {
        Broker broker = broker(builder -> builder);
        write("news one", "@anna,bert hello", "news two", "@anna again");
        log.add(1, "news of the other partition", time.now());
        try (Ingestion ingestion = broker.ingest(source, WORDS, IngestRules.defaults())) {
            awaitCommitted(0, 3);
            awaitCommitted(1, 4);
            assertThat(texts(broker, "news")).containsExactly("one", "two", "of the other partition");
            assertThat(texts(broker, "@anna")).containsExactly("hello", "again");
            assertThat(texts(broker, "@bert")).containsExactly("hello");
            assertThat(broker.inbox("anna").unread().join()).isEqualTo(2);
            write("news three");
            awaitCommitted(0, 5);
            assertThat(texts(broker, "news")).endsWith("three");
            assertThat(ingestion.counts()).isEqualTo(new IngestCounts(6, 7, 0, 0, 0));
        }
        assertThat(source.closed).isTrue();
    }

    @Test
    void aCrashBetweenStoringAndCommittingStoresNothingTwice() {
        Broker broker = broker(builder -> builder);
        log.failsToCommit = true;
        for (int i = 0; i < 250; i++) {
            write("news " + i, "@anna,bert " + i);
        }
        Ingestion crashed = broker.ingest(source, WORDS, IngestRules.defaults());
        await().until(() -> crashed.counts().records() == 500);
        crashed.close();
        assertThat(log.committed).isEmpty();
        log.failsToCommit = false;
        write("news last");
        Ingestion again = broker.ingest(new FakeEventSource(log), WORDS, IngestRules.defaults());
        awaitCommitted(0, 500);
        assertThat(again.counts()).isEqualTo(new IngestCounts(501, 1, 750, 0, 0));
        assertThat(texts(broker, "news")).hasSize(251).doesNotHaveDuplicates().endsWith("249", "last");
        assertThat(texts(broker, "@anna")).hasSize(250).doesNotHaveDuplicates();
        assertThat(texts(broker, "@bert")).hasSize(250).doesNotHaveDuplicates();
        again.close();
    }

    @Test
    void whatCannotBeTakenInStandsInTheRejectedWithTheReasonAndTheRestGoesOn() {
        Broker broker = broker(
                builder -> builder.channels("small", ChannelRules.keep(10).maxPayload(5)));
        time.advance(Duration.ofHours(3));
        log.add(0, "news too late", time.now().minus(Duration.ofHours(2)));
        write("one-word", "news " + "x".repeat(100), "a..b\u0001 bad name", "@anna,a\u0001 bad user", "small 123456");
        write("$fails secretly", "news good");
        EventDecoder decoder = came -> {
            if (came.payload().text().startsWith("$")) {
                throw new IllegalStateException("broken");
            }
            return WORDS.decode(came);
        };
        IngestRules rules = IngestRules.defaults().maxBytes(50).staleAfter(Duration.ofHours(1));
        Ingestion ingestion = broker.ingest(source, decoder, rules);
        awaitCommitted(0, 7);
        assertThat(texts(broker, "news")).containsExactly("good");
        assertThat(texts(broker, "@anna")).isEmpty();
        List<Message> rejected = all(broker, IngestRules.REJECTED);
        assertThat(rejected.stream().map(one -> one.headers().get("reason").replaceAll("[: ].*", "")))
                .containsExactly("a", "two", "a", "channel", "user", "payload", "the");
        assertThat(rejected.stream().map(one -> one.headers().get("code")))
                .containsExactly("408", "400", "413", "422", "422", "413", "500");
        assertThat(rejected.get(1).text()).isEqualTo("one-word");
        assertThat(rejected.get(1).headers())
                .containsEntry("log", "orders")
                .containsEntry("partition", "0")
                .containsEntry("offset", "1")
                .containsEntry("length", "8");
        assertThat(ingestion.counts()).isEqualTo(new IngestCounts(8, 8, 0, 7, 0));
        ingestion.close();
        log.committed.clear();
        Ingestion again = broker.ingest(new FakeEventSource(log), decoder, rules);
        awaitCommitted(0, 7);
        assertThat(all(broker, IngestRules.REJECTED)).hasSize(7);
        again.close();
    }

    @Test
    void theSameRecordWithOtherBytesIsRejected() {
        Broker broker = broker(builder -> builder);
        write("news one");
        Ingestion first = broker.ingest(source, WORDS, IngestRules.defaults());
        awaitCommitted(0, 0);
        first.close();
        log.records.clear();
        log.committed.clear();
        write("news other", "news two");
        broker.ingest(new FakeEventSource(log), WORDS, IngestRules.defaults());
        awaitCommitted(0, 1);
        assertThat(texts(broker, "news")).containsExactly("one", "two");
        assertThat(all(broker, IngestRules.REJECTED).get(0).headers()).containsEntry("code", "409");
    }

    @Test
    void whatTheStorageDoesNotTakeIsTriedAgainAndNothingBehindItIsReadOrCommitted() {
        FrozenStorage storage = new FrozenStorage();
        Broker broker = broker(builder -> builder.storage(storage));
        storage.set("news", FrozenStorage.Mode.FULL);
        for (int i = 0; i < 300; i++) {
            write("news " + i);
        }
        Ingestion ingestion = broker.ingest(source, WORDS, IngestRules.defaults());
        for (int i = 1; i <= 3; i++) {
            int tries = i;
            await().until(() -> ingestion.counts().failures() >= tries);
            int polls = source.polls.get();
            time.advance(Duration.ofSeconds(60));
            assertThat(source.polls.get()).isEqualTo(polls);
        }
        assertThat(log.committed).isEmpty();
        storage.thaw("news");
        await().until(() -> {
            time.advance(Duration.ofSeconds(1));
            return log.committed.containsKey(0) && log.committed.get(0) == 299;
        });
        assertThat(texts(broker, "news")).hasSize(300).startsWith("0", "1", "2").endsWith("298", "299");
        assertThat(texts(broker, "news")).doesNotHaveDuplicates();
        ingestion.close();
    }

    /** Whatever holds it up: a storage that refuses, and one that does not answer. */
    @ParameterizedTest
    @EnumSource(
            value = FrozenStorage.Mode.class,
            names = {"FULL", "FROZEN"})
    void aSourceShowsLifeWhileWhatItGaveWaitsForTheStorage(FrozenStorage.Mode mode) {
        FrozenStorage storage = new FrozenStorage();
        Broker broker = broker(builder -> builder.storage(storage));
        storage.set("news", mode);
        write("news one");
        Ingestion ingestion = broker.ingest(source, WORDS, IngestRules.defaults());
        await().until(() -> {
            time.advance(Duration.ofSeconds(5));
            return source.signsOfLife.get() >= 5;
        });
        int polls = source.polls.get();
        int signs = source.signsOfLife.get();
        await().until(() -> {
            time.advance(Duration.ofSeconds(5));
            return source.signsOfLife.get() >= signs + 10;
        });
        assertThat(source.polls.get()).as("it is asked for nothing meanwhile").isEqualTo(polls);
        storage.thaw("news");
        await().until(() -> {
            time.advance(Duration.ofSeconds(5));
            return log.committed.containsKey(0);
        });
        assertThat(texts(broker, "news")).containsExactly("one");
        ingestion.close();
    }

    @Test
    void anAnswerThatWasLostStoresNothingTwice() {
        FrozenStorage storage = new FrozenStorage();
        Broker broker = broker(builder -> builder.storage(storage));
        storage.set("news", FrozenStorage.Mode.SILENT);
        write("news one", "news two");
        Ingestion ingestion = broker.ingest(source, WORDS, IngestRules.defaults());
        await().until(() -> {
            time.advance(Duration.ofSeconds(1));
            return ingestion.counts().failures() > 0;
        });
        assertThat(log.committed).isEmpty();
        storage.thaw("news");
        await().until(() -> {
            time.advance(Duration.ofSeconds(1));
            return log.committed.containsKey(0) && log.committed.get(0) == 1;
        });
        assertThat(texts(broker, "news")).containsExactly("one", "two");
        ingestion.close();
    }

    @Test
    void whatDoesNotFitInFlightGoesInParts() {
        Broker broker = broker(builder -> builder.limit(Limit.IN_FLIGHT_BYTES_PER_CHANNEL, 64 << 10)
                .channels(ChannelRules.keep(1_000).maxPayload(60_000)));
        String large = "x".repeat(50_000);
        for (int i = 0; i < 200; i++) {
            write("news " + i + large);
        }
        Ingestion ingestion = broker.ingest(source, WORDS, IngestRules.defaults());
        await().until(() -> {
            time.advance(Duration.ofSeconds(60));
            return log.committed.containsKey(0) && log.committed.get(0) == 199;
        });
        List<String> texts = new ArrayList<>();
        broker.channel("news")
                .history(History.earliest().limit(1_000))
                .join()
                .messages()
                .forEach(one -> texts.add(one.text()));
        assertThat(broker.channel("news").head().join().offset()).isEqualTo(200);
        assertThat(texts.get(0)).startsWith("0x");
        ingestion.close();
    }

    @Test
    void aSourceThatFailsIsAskedAgainAfterAPause() {
        Broker broker = broker(builder -> builder);
        source.failuresToPoll.set(3);
        write("news one");
        Ingestion ingestion = broker.ingest(source, WORDS, IngestRules.defaults());
        await().until(() -> {
            time.advance(Duration.ofSeconds(1));
            return log.committed.containsKey(0);
        });
        assertThat(ingestion.counts().failures()).isEqualTo(3);
        assertThat(texts(broker, "news")).containsExactly("one");
        ingestion.close();
    }

    @Test
    void theEndOfTheBrokerEndsItAndNothingIsLost() {
        FrozenStorage storage = new FrozenStorage();
        Broker broker = broker(builder -> builder.storage(storage));
        storage.set("news", FrozenStorage.Mode.FULL);
        write("news one");
        Ingestion ingestion = broker.ingest(source, WORDS, IngestRules.defaults());
        await().until(() -> ingestion.counts().failures() > 0);
        broker.close();
        ingestion.ended().join();
        assertThat(source.closed).isTrue();
        assertThat(log.committed).isEmpty();
        assertThat(ingestion.counts().stored()).isZero();
    }
}
