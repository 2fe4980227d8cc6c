package io.pushcore.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.storage.StorageContext;
import java.util.ArrayList;
import java.util.List;

/**
 * The epochs that began for all channels at once: the first, and one after each end that was not clean. A channel takes them over when it
 * is written next; until then they begin after its head. Immutable.
 */
record Generations(List<String> epochs) {
    static final byte[] KEY = "generations".getBytes(UTF_8);
    /** More ends than that which were not clean, while a channel was not written, and its positions from between are gone. */
    private static final int KNOWN = 256;

    Generations {
        epochs = List.copyOf(epochs);
    }

    static Generations none() {
        return new Generations(List.of());
    }

    String current() {
        return epochs.get(epochs.size() - 1);
    }

    /** Those after one, all if that is empty; the present one alone, if that one is not known any more. */
    List<String> after(String epoch) {
        int place = epochs.lastIndexOf(epoch);
        int from = place < 0 && !epoch.isEmpty() ? epochs.size() - 1 : place + 1;
        return epochs.subList(from, epochs.size());
    }

    Generations plus(String epoch) {
        List<String> more = new ArrayList<>(epochs);
        more.add(epoch);
        return new Generations(more.subList(Math.max(0, more.size() - KNOWN), more.size()));
    }

    byte[] toBytes() {
        ByteWriter out = new ByteWriter(64).number(epochs.size());
        epochs.forEach(out::text);
        return out.toBytes();
    }

    static Generations of(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        List<String> epochs = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            epochs.add(in.text());
        }
        return new Generations(epochs);
    }

    /** An epoch that was never given before. */
    static String fresh(StorageContext context) {
        // the node's name is unique for each start, so that two starts with one seed differ too
        long number = context.random().nextLong() ^ (context.node().hashCode() * 0x9e3779b97f4a7c15L);
        return Long.toUnsignedString(number, 36);
    }
}
