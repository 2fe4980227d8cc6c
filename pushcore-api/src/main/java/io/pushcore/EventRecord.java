package io.pushcore;

import java.time.Instant;
import java.util.Map;

/**
 * A record of a log elsewhere. Log, partition and offset name it: what comes again under the same three is the same record.
 *
 * @param log the name of the log; in Kafka that of the topic
 * @param partition a part of it with an order of its own
 * @param offset where it stands there, rising and never negative
 * @param time when it was written, as the log says
 * @param payload its bytes, or the first of them
 * @param length how many bytes the payload has there; more than here where the source did not hold them all
 * @param key what it is about, as the log says; empty if it says nothing
 * @param headers what it says beside; of several values of one name the last
 */
public record EventRecord(
        String log,
        int partition,
        long offset,
        Instant time,
        Payload payload,
        long length,
        Payload key,
        Map<String, Payload> headers) {
    private static final Payload NO_KEY = Payload.of(new byte[0]);

    public EventRecord {
        headers = Map.copyOf(headers);
        if (log.isEmpty()) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, "the log of a record must have a name");
        }
        if (offset < 0) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, "offset of a record must not be negative: " + offset);
        }
        if (length < payload.length()) {
            throw new PushCoreException(
                    ErrorCode.BAD_REQUEST, "length of a record must not be less than its payload: " + length);
        }
    }

    /** One without key and headers. */
    public EventRecord(String log, int partition, long offset, Instant time, Payload payload, long length) {
        this(log, partition, offset, time, payload, length, NO_KEY, Map.of());
    }

    /** One with all of its bytes, without key and headers. */
    public EventRecord(String log, int partition, long offset, Instant time, Payload payload) {
        this(log, partition, offset, time, payload, payload.length());
    }

    /** Where it stands: {@code LOG/PARTITION/OFFSET}. */
    public String place() {
        return log + "/" + partition + "/" + offset;
    }
}
