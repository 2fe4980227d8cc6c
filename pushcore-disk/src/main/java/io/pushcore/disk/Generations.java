package io.pushcore.disk;

import io.pushcore.storage.StorageContext;
import java.util.ArrayList;
import java.util.List;

/**
 * The epochs that began for all channels at once: the first, and one after each end that was not clean. A channel takes them over when it
 * is written next; until then they begin after its head. Immutable.
 *
 * @param first the number of the first that is still known
 */
record Generations(int first, List<String> epochs) {
    /** More ends than that which were not clean, while a channel was not written, and its positions from before are gone. */
    private static final int KNOWN = 256;

    Generations {
        epochs = List.copyOf(epochs);
    }

    static Generations none() {
        return new Generations(0, List.of());
    }

    /** The number of the present one. */
    int number() {
        return first + epochs.size() - 1;
    }

    String current() {
        return epochs.get(epochs.size() - 1);
    }

    /** Those after a number. */
    List<String> after(int number) {
        return epochs.subList(Math.min(Math.max(0, number + 1 - first), epochs.size()), epochs.size());
    }

    Generations plus(String epoch) {
        List<String> more = new ArrayList<>(epochs);
        more.add(epoch);
        int forgotten = Math.max(0, more.size() - KNOWN);
        return new Generations(first + forgotten, more.subList(forgotten, more.size()));
    }

    byte[] toBytes() {
        ByteWriter out = new ByteWriter(64).number(first).number(epochs.size());
        epochs.forEach(out::text);
        return out.toBytes();
    }

    static Generations of(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        int first = (int) in.number();
        List<String> epochs = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            epochs.add(in.text());
        }
        return new Generations(first, epochs);
    }

    /** An epoch that was never given before. */
    static String fresh(StorageContext context) {
        // the node's name is unique for each start, so that two starts with one seed differ too
        long number = context.random().nextLong() ^ (context.node().hashCode() * 0x9e3779b97f4a7c15L);
        return Long.toUnsignedString(number, 36);
    }
}
