package io.pushcore.kafka;

import io.pushcore.EventRecord;
import io.pushcore.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * One member of a group of Kafka: which partitions it has, and what of them is stored and not committed. Only the thread of the ingestion touches it; Kafka calls the
 * listener within the calls of that thread.
 */
final class GroupMember implements ConsumerRebalanceListener {
    static final String BYTES = ByteArrayDeserializer.class.getName();

    private static final Duration COMMIT_WITHIN = Duration.ofSeconds(5);
    /** Less than an ingestion waits for its end. */
    private static final Duration LEAVE_WITHIN = Duration.ofSeconds(3);
    /** Enough for a step of a rebalance, and not felt by what waits for the storage. */
    private static final Duration SIGN_OF_LIFE = Duration.ofMillis(100);

    private static final Payload NOTHING = Payload.of(new byte[0]);

    private final KafkaConsumer<byte[], byte[]> consumer;
    /** Of which records were given since they came to this member. What was given before that is another's to commit. */
    private final Set<TopicPartition> given = new HashSet<>();
    /** How far partitions of this member are stored, where Kafka has not been told. */
    private final Map<TopicPartition, OffsetAndMetadata> untold = new HashMap<>();
    /** Whether nothing is to be fetched. */
    private boolean isPaused;

    private GroupMember(KafkaConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    static GroupMember join(List<String> logs, Map<String, Object> properties) {
        GroupMember member = new GroupMember(
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
        member.consumer.subscribe(logs, member);
        return member;
    }

    List<EventRecord> poll(Duration atMost) {
        isPaused = false;
        consumer.resume(consumer.paused());
        ConsumerRecords<byte[], byte[]> came = consumer.poll(atMost);
        if (came.isEmpty()) {
            // else it is told with these
            tell();
            return List.of();
        }
        List<EventRecord> records = new ArrayList<>(came.count());
        came.forEach(one -> records.add(record(one)));
        given.addAll(came.partitions());
        return records;
    }

    private static EventRecord record(ConsumerRecord<byte[], byte[]> one) {
        Payload payload = payload(one.value());
        return new EventRecord(
                one.topic(),
                one.partition(),
                one.offset(),
                Instant.ofEpochMilli(one.timestamp()),
                payload,
                payload.length(),
                payload(one.key()),
                headers(one));
    }

    private static Map<String, Payload> headers(ConsumerRecord<byte[], byte[]> one) {
        Map<String, Payload> headers = new HashMap<>();
        for (Header header : one.headers()) {
            headers.put(header.key(), payload(header.value()));
        }
        return headers;
    }

    /** Kafka's keys, values and headers may be null. */
    @SuppressWarnings("NullAway")
    private static Payload payload(byte[] bytes) {
        return bytes == null ? NOTHING : Payload.of(bytes);
    }

    void commit(List<EventRecord> last) {
        for (EventRecord one : last) {
            TopicPartition partition = new TopicPartition(one.log(), one.partition());
            if (given.contains(partition)) {
                untold.put(partition, new OffsetAndMetadata(one.offset() + 1));
            }
        }
        tell();
    }

    private void tell() {
        if (!untold.isEmpty()) {
            consumer.commitSync(Map.copyOf(untold), COMMIT_WITHIN);
            untold.clear();
        }
    }

    /** A member that does not poll is taken for dead, and who polls is given records: unless all partitions are paused. */
    void keepAlive() {
        isPaused = true;
        consumer.pause(consumer.assignment());
        ConsumerRecords<byte[], byte[]> came = consumer.poll(SIGN_OF_LIFE);
        for (TopicPartition partition : came.partitions()) {
            consumer.seek(partition, came.records(partition).get(0).offset());
        }
    }

    void leave() {
        try {
            tell();
        } catch (KafkaException untellable) {
            // it comes again to whoever has the partition next, and is found stored
        } finally {
            consumer.close(CloseOptions.timeout(LEAVE_WITHIN));
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (isPaused) {
            consumer.pause(partitions);
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        try {
            tell();
        } catch (KafkaException untellable) {
            // as when it leaves
        }
        onPartitionsLost(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        given.removeAll(partitions);
        untold.keySet().removeAll(partitions);
    }
}
