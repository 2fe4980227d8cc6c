package io.pushcore.engine;

import io.pushcore.EventRecord;
import io.pushcore.Publication;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records of a source that are stored together, as what they become, by channel. Only the thread of its ingestion touches it. */
final class IngestSlice {
    private static final int MOST = 1_000;
    /** Well below what may be in flight for one channel. */
    private static final long MOST_BYTES = 4 << 20;

    private final Map<String, List<Entry>> byChannel = new LinkedHashMap<>();
    private final Map<String, EventRecord> last = new LinkedHashMap<>();
    private int records;
    private int size;
    private long bytes;

    /** @param from the record that it comes from */
    record Entry(EventRecord from, Publication publication) {}

    /** A record is in it, with nothing yet. */
    void begin(EventRecord one) {
        last.put(one.log() + "/" + one.partition(), one);
        records++;
        // also those that become nothing are to be committed at some time
        size++;
    }

    void add(String channel, Entry entry) {
        byChannel.computeIfAbsent(channel, unused -> new ArrayList<>()).add(entry);
        size++;
        bytes += entry.publication().payload().length();
    }

    boolean isFull() {
        return size >= MOST || bytes >= MOST_BYTES;
    }

    boolean isEmpty() {
        return records == 0;
    }

    int records() {
        return records;
    }

    Map<String, List<Entry>> byChannel() {
        return byChannel;
    }

    /** The last record of each partition. */
    List<EventRecord> last() {
        return List.copyOf(last.values());
    }
}
