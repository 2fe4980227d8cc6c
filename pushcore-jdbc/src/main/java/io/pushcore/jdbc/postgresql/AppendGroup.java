package io.pushcore.jdbc.postgresql;

import io.pushcore.Durability;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.storage.Append;
import io.pushcore.storage.Appended;
import io.pushcore.storage.Fingerprint;
import io.pushcore.storage.Retention;
import io.pushcore.storage.Weight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Appends that are written together, as the arrays that the function takes. For one thread. */
public final class AppendGroup {
    /** The entries of one channel, and what became of them. */
    public final class Part {
        private final byte[] name;
        private final List<Append> entries;
        private int from;

        private Part(List<Append> entries) {
            this.name = Names.bytes(entries.get(0).channel());
            this.entries = entries;
        }

        /** What became of one of the entries; null where its number was confirmed before. */
        public @Nullable Appended result(int place) {
            return results[from + place];
        }
    }

    private final List<Part> parts = new ArrayList<>();
    private int size;

    byte[][] names = {};
    boolean[] plain = {};
    byte[][] writers = {};
    long[] numbers = {};
    int[] counts = {};
    long[] confirmed = {};
    long[] weights = {};
    long[] keepCounts = {};
    long[] keepBytes = {};
    long[] keepAges = {};
    long[] keyAges = {};
    int[] keyCounts = {};

    int[] channels = {};
    int[] ranks = {};
    long[] befores = {};
    int[] entryWeights = {};
    long[] ttls = {};
    short[] types = {};

    byte[][] metas = {};

    byte[][] payloads = {};

    final List<Integer> keyed = new ArrayList<>();

    byte[][] entryWriters = {};
    long[] entryNumbers = {};
    long[] entryConfirmed = {};

    private Append[] entries = {};
    private @Nullable Appended[] results = {};
    private Durability reached = Durability.OS;

    /** Adds entries of one channel, which comes once. */
    public Part add(List<Append> ofChannel) {
        Part part = new Part(ofChannel);
        parts.add(part);
        size += ofChannel.size();
        return part;
    }

    public int size() {
        return size;
    }

    /** What the server is to wait for when it commits; empty for what it is set to. */
    String commit() {
        return switch (reached) {
            case MEMORY, OS -> "off";
            case DISK -> "local";
            case REPLICATED -> "";
        };
    }

    /** Fills the arrays; the channels come in the order of their names, so that two groups lock them in the same order. */
    void fill() {
        parts.sort((one, other) -> Arrays.compareUnsigned(one.name, other.name));
        int count = parts.size();
        names = new byte[count][];
        plain = new boolean[count];
        writers = new byte[count][];
        numbers = new long[count];
        counts = new int[count];
        confirmed = new long[count];
        weights = new long[count];
        keepCounts = new long[count];
        keepBytes = new long[count];
        keepAges = new long[count];
        keyAges = new long[count];
        keyCounts = new int[count];
        channels = new int[size];
        ranks = new int[size];
        befores = new long[size];
        entryWeights = new int[size];
        types = new short[size];
        payloads = new byte[size][];
        entries = new Append[size];
        results = new @Nullable Appended[size];
        reached = Durability.OS;
        keyed.clear();
        boolean isPlain = true;
        int from = 0;
        for (int i = 0; i < count; i++) {
            parts.get(i).from = from;
            fill(i, from, parts.get(i));
            from += parts.get(i).entries.size();
            isPlain &= plain[i];
        }
        if (!isPlain) {
            fillEach();
        }
    }

    private void fill(int place, int from, Part part) {
        Append first = part.entries.get(0);
        Retention retention = part.entries.get(part.entries.size() - 1).retention();
        names[place] = part.name;
        writers[place] = Names.bytes(first.id().writer());
        numbers[place] = first.id().number();
        counts[place] = part.entries.size();
        keepCounts[place] = retention.count();
        keepBytes[place] = retention.bytes();
        keepAges[place] = age(retention);
        keyAges[place] = Nanos.of(retention.idempotencyAge());
        keyCounts[place] = retention.idempotencyCount();
        long weight = 0;
        for (int i = 0; i < part.entries.size(); i++) {
            Append entry = part.entries.get(i);
            confirmed[place] = Math.max(confirmed[place], entry.confirmed());
            channels[from + i] = place + 1;
            ranks[from + i] = i + 1;
            befores[from + i] = weight;
            weight += fill(from + i, entry);
        }
        weights[place] = weight;
        plain[place] = isPlain(part.entries) && confirmed[place] < numbers[place];
    }

    private static long age(Retention retention) {
        long age = Nanos.of(retention.age());
        return age == Nanos.NEVER ? 0 : age;
    }

    private int fill(int place, Append entry) {
        Publication publication = entry.publication();
        entries[place] = entry;
        int weight = (int) Weight.of(publication.payload(), publication.key(), publication.headers());
        entryWeights[place] = weight;
        types[place] = StoredMessage.number(publication.payload().type());
        payloads[place] = publication.payload().bytes();
        byte[] meta = Attributes.toBytes(publication);
        if (meta != null) {
            metas = metas.length == size ? metas : new byte[size][];
            metas[place] = meta;
        }
        if (!publication.ttl().isZero()) {
            ttls = ttls.length == size ? ttls : new long[size];
            ttls[place] = Nanos.of(publication.ttl());
        }
        if (!publication.idempotencyKey().isEmpty()) {
            keyed.add(place);
        }
        reached = entry.durability().compareTo(reached) > 0 ? entry.durability() : reached;
        return weight;
    }

    /** Whether all entries are of one writer, with numbers that rise by one, and no key comes twice. */
    private static boolean isPlain(List<Append> entries) {
        Append before = null;
        Set<List<String>> keys = new HashSet<>();
        for (Append entry : entries) {
            boolean isNext = before == null
                    || (entry.id().number() == before.id().number() + 1
                            && entry.id().writer().equals(before.id().writer())
                            && entry.retention().equals(before.retention()));
            Publication publication = entry.publication();
            boolean isNew = publication.idempotencyKey().isEmpty()
                    || keys.add(List.of(publication.sender(), publication.idempotencyKey()));
            if (!isNext || !isNew) {
                return false;
            }
            before = entry;
        }
        return true;
    }

    private void fillEach() {
        entryWriters = new byte[size][];
        entryNumbers = new long[size];
        entryConfirmed = new long[size];
        for (int i = 0; i < size; i++) {
            entryWriters[i] = Names.bytes(entries[i].id().writer());
            entryNumbers[i] = entries[i].id().number();
            entryConfirmed[i] = entries[i].confirmed();
        }
    }

    int[] keyedEntries() {
        return keyed.stream().mapToInt(place -> place + 1).toArray();
    }

    byte[][] senders() {
        return keyed.stream()
                .map(place -> Names.bytes(entries[place].publication().sender()))
                .toArray(byte[][]::new);
    }

    byte[][] keys() {
        return keyed.stream()
                .map(place -> Names.bytes(entries[place].publication().idempotencyKey()))
                .toArray(byte[][]::new);
    }

    long[] fingerprints() {
        return keyed.stream()
                .mapToLong(place -> Fingerprint.of(entries[place].publication().payload()))
                .toArray();
    }

    /** All entries of a channel, counted from 1, were stored after an offset and a time. */
    void stored(int channel, String epoch, long offset, long time) {
        int from = parts.get(channel - 1).from;
        for (int i = 0; i < counts[channel - 1]; i++) {
            stored(from + i + 1, new Position(epoch, offset + i + 1), time + i + 1);
        }
    }

    /** An entry, counted from 1, stands at a position. */
    void stored(int entry, Position position, long time) {
        Append append = entries[entry - 1];
        results[entry - 1] = new Appended.Stored(
                StoredMessage.of(append.channel(), append.publication(), position, time), durability(append));
    }

    Append entry(int entry) {
        return entries[entry - 1];
    }

    void result(int entry, Appended result) {
        results[entry - 1] = result;
    }

    /** What is synced takes all with it that was written before, and so what is written together. */
    Durability durability(Append append) {
        return reached.compareTo(append.durability()) >= 0 ? reached : append.durability();
    }
}
