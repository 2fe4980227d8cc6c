package io.pushcore.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.ErrorCode;
import io.pushcore.EventDecoder;
import io.pushcore.EventRecord;
import io.pushcore.EventSource;
import io.pushcore.History;
import io.pushcore.IngestRules;
import io.pushcore.IngestedEvent;
import io.pushcore.Ingestion;
import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.disk.DiskStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Taking in logs of Kafka")
@Timeout(180)
class KafkaEventSourceIT {
    /** Each partition has a channel of its own, so that its order can be seen. */
    private static final EventDecoder BY_PARTITION =
            came -> IngestedEvent.toChannel(channel(came.partition()), Publication.of(came.payload()));

    @TempDir
    static Path directory;

    private static KafkaServer kafka;
    private static int logs;

    private final String log = "orders-" + logs++;
    private final String group = "readers of " + log;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
        kafka = KafkaServer.start(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        kafka.close();
    }

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private static String channel(int partition) {
        return "partition." + partition;
    }

    private <C extends AutoCloseable> C opened(C one) {
        open.add(one);
        return one;
    }

    private Broker broker() {
        return opened(Broker.builder().channels(ChannelRules.keep(20_000)).build());
    }

    private KafkaEventSource source() {
        // a member notices soon that the group changes
        return KafkaEventSource.read(kafka.servers(), group, log).property("heartbeat.interval.ms", "300");
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return opened(kafka.producer(Map.of()));
    }

    /** Values {@code from}, {@code from + 1} … in turn over partitions; they are stored by Kafka when it returns. */
    private void write(KafkaProducer<byte[], byte[]> producer, int partitions, int from, int to) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int i = from; i < to; i++) {
            sent.add(producer.send(new ProducerRecord<>(log, i % partitions, null, bytes("" + i))));
        }
        producer.flush();
        assertThat(sent).allSatisfy(one -> assertThat(one).succeedsWithin(Duration.ZERO));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static List<Message> all(Broker broker, String channel) {
        List<Message> all = new ArrayList<>();
        Position from = null;
        while (true) {
            History asked = from == null ? History.earliest() : History.after(from);
            List<Message> page =
                    broker.channel(channel).history(asked.limit(1_000)).join().messages();
            if (page.isEmpty()) {
                return all;
            }
            all.addAll(page);
            from = page.get(page.size() - 1).position();
        }
    }

    private static List<String> texts(Broker broker, String channel) {
        return all(broker, channel).stream().map(Message::text).toList();
    }

    /** Each once, in the order of its partition. */
    private static void assertAll(Broker broker, int partitions, int to) {
        for (int partition = 0; partition < partitions; partition++) {
            int mine = partition;
            assertThat(texts(broker, channel(partition)))
                    .as(channel(partition))
                    .isEqualTo(IntStream.range(0, to)
                            .filter(i -> i % partitions == mine)
                            .mapToObj(Integer::toString)
                            .toList());
        }
    }

    private static long head(Broker broker, int partition) {
        return broker.channel(channel(partition)).head().join().offset();
    }

    private static void awaitHeads(Broker broker, int partitions, int to) {
        await().until(() -> IntStream.range(0, partitions)
                        .mapToLong(partition -> head(broker, partition))
                        .sum()
                >= to);
    }

    @Test
    void tenThousandRecordsOfThreePartitionsArriveOnceAndInOrder() throws Exception {
        kafka.create(log, 3);
        write(producer(), 3, 0, 10_000);
        Broker broker = broker();
        Ingestion ingestion = broker.ingest(source(), BY_PARTITION, IngestRules.defaults());
        awaitHeads(broker, 3, 10_000);
        assertAll(broker, 3, 10_000);
        await().until(() -> ingestion.counts().records() == 10_000);
        assertThat(ingestion.counts().repeated()).isZero();
        ingestion.close();
        write(producer(), 3, 10_000, 10_010);
        Ingestion again = broker.ingest(source(), BY_PARTITION, IngestRules.defaults());
        awaitHeads(broker, 3, 10_010);
        assertAll(broker, 3, 10_010);
        assertThat(again.counts().repeated())
                .as("what was committed came again")
                .isZero();
    }

    @Test
    void aRecordHasItsTimeKeyAndHeadersAndMayBeEmpty() throws Exception {
        kafka.create(log, 1);
        KafkaProducer<byte[], byte[]> producer = producer();
        ProducerRecord<byte[], byte[]> whole =
                new ProducerRecord<>(log, 0, 1_700_000_000_123L, bytes("anna"), bytes("hello"));
        whole.headers().add("trace", bytes("one")).add("trace", bytes("two")).add("none", null);
        producer.send(whole);
        producer.send(new ProducerRecord<byte[], byte[]>(log, 0, 1_700_000_000_456L, null, null));
        producer.flush();
        KafkaEventSource source = opened(source());
        List<EventRecord> came = polled(source, 2);
        assertThat(came.get(0))
                .isEqualTo(new EventRecord(
                        log,
                        0,
                        0,
                        Instant.ofEpochMilli(1_700_000_000_123L),
                        Payload.of(bytes("hello")),
                        5,
                        Payload.of(bytes("anna")),
                        Map.of("trace", Payload.of(bytes("two")), "none", Payload.of(bytes("")))));
        assertThat(came.get(1))
                .isEqualTo(new EventRecord(log, 0, 1, Instant.ofEpochMilli(1_700_000_000_456L), Payload.of(bytes(""))));
    }

    private static List<EventRecord> polled(EventSource source, int count) throws Exception {
        List<EventRecord> came = new ArrayList<>();
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (came.size() < count && System.nanoTime() < deadline) {
            came.addAll(source.poll(Duration.ofMillis(200)));
        }
        return came;
    }

    @Test
    void whatATransactionTookBackDoesNotArrive() throws Exception {
        kafka.create(log, 1);
        KafkaProducer<byte[], byte[]> producer = opened(kafka.producer(Map.of("transactional.id", "of a test")));
        producer.initTransactions();
        for (int i = 0; i < 20; i++) {
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(log, 0, null, bytes("" + i)));
            if (i % 2 == 0) {
                producer.commitTransaction();
            } else {
                producer.flush();
                producer.abortTransaction();
            }
        }
        Broker broker = broker();
        Ingestion ingestion = broker.ingest(source(), BY_PARTITION, IngestRules.defaults());
        await().until(() -> ingestion.counts().records() == 10);
        assertThat(texts(broker, channel(0))).containsExactly("0", "2", "4", "6", "8", "10", "12", "14", "16", "18");
    }

    /** One whose process dies before it commits. */
    private static EventSource dyingBeforeItCommits(EventSource source) {
        return new EventSource() {
            @Override
            public List<EventRecord> poll(Duration atMost) throws Exception {
                return source.poll(atMost);
            }

            @Override
            public void commit(List<EventRecord> last) throws IOException {
                throw new IOException("it is dead");
            }

            @Override
            public void close() throws IOException {
                source.close();
            }
        };
    }

    @Test
    void aBrokerThatEndsBetweenStoringAndCommittingStoresNothingTwiceWhenItIsBack(@TempDir Path data) throws Exception {
        kafka.create(log, 3);
        write(producer(), 3, 0, 1_000);
        try (Broker broker = onDisk(data)) {
            broker.ingest(dyingBeforeItCommits(source()), BY_PARTITION, IngestRules.defaults());
            awaitHeads(broker, 3, 1_000);
        }
        write(producer(), 3, 1_000, 1_200);
        try (Broker broker = onDisk(data)) {
            Ingestion ingestion = broker.ingest(source(), BY_PARTITION, IngestRules.defaults());
            await().until(() -> ingestion.counts().records() == 1_200);
            assertThat(ingestion.counts().repeated()).isEqualTo(1_000);
            assertAll(broker, 3, 1_200);
        }
    }

    private static Broker onDisk(Path data) {
        return Broker.builder()
                .storage(DiskStorage.at(data))
                .channels(ChannelRules.keep(20_000))
                .build();
    }

    @Test
    void membersThatComeAndGoShareThePartitionsAndNothingIsLostOrStoredTwice() throws Exception {
        kafka.create(log, 4);
        KafkaProducer<byte[], byte[]> producer = producer();
        write(producer, 4, 0, 1_000);
        Broker broker = broker();
        Ingestion first = broker.ingest(source(), BY_PARTITION, IngestRules.defaults());
        await().until(() -> first.counts().records() >= 100);
        Ingestion second = broker.ingest(source(), BY_PARTITION, IngestRules.defaults());
        int written = 1_000;
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (second.counts().records() < 100 && System.nanoTime() < deadline) {
            write(producer, 4, written, written + 100);
            written += 100;
            awaitHeads(broker, 4, written);
        }
        assertThat(second.counts().records()).as("the second got partitions").isGreaterThanOrEqualTo(100);
        first.close();
        write(producer, 4, written, written + 1_000);
        awaitHeads(broker, 4, written + 1_000);
        assertAll(broker, 4, written + 1_000);
    }

    @Test
    void aBrokerOfKafkaThatIsKilledAndComesBackIsReadOn() throws Exception {
        kafka.create(log, 3);
        KafkaProducer<byte[], byte[]> producer = producer();
        write(producer, 3, 0, 1_000);
        Broker broker = broker();
        Ingestion ingestion = broker.ingest(source(), BY_PARTITION, IngestRules.defaults());
        await().until(() -> ingestion.counts().records() >= 100);
        kafka.kill();
        kafka.start();
        write(producer, 3, 1_000, 2_000);
        awaitHeads(broker, 3, 2_000);
        assertAll(broker, 3, 2_000);
        assertThat(ingestion.counts().rejected()).isZero();
    }

    @Test
    void whatCannotBeTakenInStandsInTheRejectedAndTheRestGoesOn() throws Exception {
        kafka.create(log, 1);
        KafkaProducer<byte[], byte[]> producer = opened(kafka.producer(Map.of("max.request.size", 4 << 20)));
        producer.send(new ProducerRecord<>(log, 0, bytes("anna"), bytes("poisoned")));
        producer.send(new ProducerRecord<>(log, 0, null, new byte[900_000]));
        long longAgo = Instant.now().minus(Duration.ofHours(2)).toEpochMilli();
        producer.send(new ProducerRecord<>(log, 0, longAgo, null, bytes("late")));
        producer.send(new ProducerRecord<>(log, 0, null, bytes("good")));
        producer.flush();
        EventDecoder decoder = came -> {
            if (came.payload().text().equals("poisoned")) {
                throw new PushCoreException(ErrorCode.BAD_REQUEST, "no order");
            }
            return BY_PARTITION.decode(came);
        };
        Broker broker = broker();
        Ingestion ingestion =
                broker.ingest(source(), decoder, IngestRules.defaults().staleAfter(Duration.ofHours(1)));
        await().until(() -> ingestion.counts().records() == 4);
        assertThat(texts(broker, channel(0))).containsExactly("good");
        List<Message> rejected = all(broker, IngestRules.REJECTED);
        assertThat(rejected.stream().map(one -> one.headers().get("code"))).containsExactly("400", "413", "408");
        assertThat(rejected.stream().map(one -> one.headers().get("offset"))).containsExactly("0", "1", "2");
        assertThat(rejected.stream().map(one -> one.headers().get("length"))).containsExactly("8", "900000", "4");
        assertThat(rejected.get(0).text()).isEqualTo("poisoned");
        assertThat(rejected.get(0).headers())
                .containsEntry("reason", "no order")
                .containsEntry("log", log)
                .containsEntry("partition", "0");
    }

    @Test
    void aMemberWhoseRecordsTakeLongIsNotExpelledWhileItIsKeptAlive() throws Exception {
        kafka.create(log, 2);
        write(producer(), 2, 0, 100);
        Duration patience = Duration.ofSeconds(2);
        KafkaEventSource impatient = source().property("max.poll.interval.ms", "" + patience.toMillis());

        KafkaEventSource alive = opened(impatient.property("client.id", "alive"));
        List<EventRecord> came = polled(alive, 100);
        write(producer(), 2, 100, 110);
        long until = System.nanoTime() + patience.multipliedBy(2).toNanos();
        await().pollInterval(Duration.ofMillis(200)).until(() -> {
            alive.keepAlive();
            return System.nanoTime() > until;
        });
        alive.commit(List.of(lastOf(came, 0), lastOf(came, 1)));
        assertThat(polled(alive, 10).stream().map(EventRecord::offset).sorted())
                .as("what was written while it waited")
                .containsExactly(50L, 50L, 51L, 51L, 52L, 52L, 53L, 53L, 54L, 54L);
        alive.close();

        KafkaEventSource silent = opened(impatient.property("client.id", "silent"));
        List<EventRecord> again = polled(silent, 10);
        long later = System.nanoTime() + patience.multipliedBy(2).toNanos();
        await().pollInterval(Duration.ofMillis(200)).until(() -> System.nanoTime() > later);
        assertThatThrownBy(() -> silent.commit(List.of(lastOf(again, 0))))
                .as("without it, it is")
                .isInstanceOf(KafkaException.class);
        assertThat(polled(silent, 10)).as("and has them again").hasSize(10);
    }

    private static EventRecord lastOf(List<EventRecord> came, int partition) {
        return came.stream()
                .filter(one -> one.partition() == partition)
                .reduce((one, other) -> other)
                .orElseThrow();
    }

    @Test
    void whatIsStoredOfAPartitionThatWentToAnotherIsItsToCommit() throws Exception {
        kafka.create(log, 1);
        write(producer(), 1, 0, 10);
        KafkaEventSource first = opened(source().property("max.poll.interval.ms", "2000"));
        List<EventRecord> came = polled(first, 10);
        // it says nothing for so long that another one has the partition, and commits all
        KafkaEventSource second = opened(source());
        List<EventRecord> taken = polled(second, 10);
        assertThat(taken).isEqualTo(came);
        second.commit(List.of(lastOf(taken, 0)));
        second.close();
        write(producer(), 1, 10, 11);
        // it has the partition again, and is not done yet with what it had before
        await().until(() -> {
            first.keepAlive();
            return kafka.isStable(group);
        });
        first.keepAlive();
        first.keepAlive();
        first.commit(List.of(came.get(4)));
        assertThat(polled(first, 1).get(0).offset()).isEqualTo(10);
        first.close();
        assertThat(polled(opened(source()), 1).get(0).offset())
                .as("the commit has not gone back")
                .isEqualTo(10);
    }

    @Test
    void propertiesOfTheConsumerCanBeSetButNotThoseThatMatter() {
        KafkaEventSource source =
                source().property("security.protocol", "PLAINTEXT").property("max.poll.records", "50");
        assertThat(source).isNotNull();
        assertThatThrownBy(() -> source().property("enable.auto.commit", "true"))
                .hasMessageContaining("enable.auto.commit");
        assertThatThrownBy(() -> source().property("max.poll.records", "501"))
                .hasMessageContaining("max.poll.records must not be more than 500: 501");
        assertThatThrownBy(() -> source().property("fetch.max.wait.ms", "secret"))
                .hasMessageContaining("fetch.max.wait.ms")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> KafkaEventSource.read("", group, log)).hasMessageContaining("servers");
    }
}
