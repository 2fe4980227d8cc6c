package io.pushcore.kafka;

import io.pushcore.ErrorCode;
import io.pushcore.EventRecord;
import io.pushcore.EventSource;
import io.pushcore.PushCoreException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Records of Kafka, as a member of a group: partitions are shared among all members, and each goes on where it was committed; the first time from the earliest
 * record. Only records of committed transactions are read. What is said of it is said before the first {@link #poll}, which joins the group; then
 * only the thread of its ingestion uses it. See {@code docs/ingest.md}.
 */
public final class KafkaEventSource implements EventSource {
    /** More would lie in memory while they wait for each other. */
    private static final int MOST_RECORDS = 500;

    private static final int MOST_BYTES = 8 << 20;

    /** What the promises of this class rest on. */
    private static final Set<String> OWN = Set.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            ConsumerConfig.GROUP_ID_CONFIG,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);

    private final List<String> logs;
    private final Map<String, Object> properties;
    private @Nullable GroupMember member;

    private KafkaEventSource(List<String> logs, Map<String, Object> properties) {
        this.logs = List.copyOf(logs);
        this.properties = Map.copyOf(properties);
    }

    /**
     * These logs, in Kafka's words its topics.
     *
     * @param servers {@code HOST:PORT}, several with commas between them
     * @param group under whose name Kafka keeps how far they were taken in
     */
    public static KafkaEventSource read(String servers, String group, String... logs) {
        if (servers.isBlank() || group.isBlank() || logs.length == 0) {
            throw new PushCoreException(
                    ErrorCode.BAD_OPTION,
                    "servers, group and logs of Kafka must be named: \"" + servers + "\", \"" + group + "\", "
                            + List.of(logs));
        }
        Map<String, Object> properties = new HashMap<>();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_RECORDS);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, MOST_BYTES);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return new KafkaEventSource(List.of(logs), properties);
    }

    /** A setting of Kafka's consumer, such as {@code security.protocol}; those that its promises rest on are refused. */
    public KafkaEventSource property(String name, String value) {
        if (OWN.contains(name)) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, "property of Kafka cannot be set: " + name);
        }
        Map<String, Object> more = new HashMap<>(properties);
        more.put(name, checked(name, value));
        return new KafkaEventSource(logs, more);
    }

    private static Object checked(String name, String value) {
        Object parsed;
        try {
            parsed = ConsumerConfig.configDef()
                    .parse(Map.of(
                            name,
                            value,
                            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                            GroupMember.BYTES,
                            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                            GroupMember.BYTES))
                    .get(name);
        } catch (ConfigException wrong) {
            // its sentence may hold a secret
            throw new PushCoreException(ErrorCode.BAD_OPTION, "property of Kafka has no such value: " + name);
        }
        boolean tooMany = name.equals(ConsumerConfig.MAX_POLL_RECORDS_CONFIG)
                && parsed instanceof Integer count
                && count > MOST_RECORDS;
        if (tooMany) {
            throw new PushCoreException(
                    ErrorCode.BAD_OPTION, name + " must not be more than " + MOST_RECORDS + ": " + value);
        }
        return value;
    }

    @Override
    public List<EventRecord> poll(Duration atMost) {
        GroupMember joined = member;
        if (joined == null) {
            joined = GroupMember.join(logs, properties);
            member = joined;
        }
        return joined.poll(atMost);
    }

    @Override
    public void commit(List<EventRecord> last) {
        if (member != null) {
            member.commit(last);
        }
    }

    @Override
    public void keepAlive() {
        if (member != null) {
            member.keepAlive();
        }
    }

    @Override
    public void close() {
        if (member != null) {
            member.leave();
            member = null;
        }
    }
}
