package io.pushcore.disk;

import io.pushcore.storage.InboxId;
import io.pushcore.storage.StorageException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads what can be read, and writes it anew; what follows from rows, messages, inboxes, leases and sessions is made from these. Families
 * that came later are copied as they are. For one thread.
 */
final class Rebuild {
    /** More fences and versions than were ever given. */
    private static final long FAR = 1L << 40;
    /** What is written anew. */
    private static final Set<Family> MADE = EnumSet.of(
            Family.META,
            Family.CHANNELS,
            Family.MESSAGES,
            Family.KEYS,
            Family.KEY_ORDER,
            Family.CHANGES,
            Family.EXPIRIES,
            Family.DUES,
            Family.INBOXES,
            Family.FOLLOWERS,
            Family.USES,
            Family.LEASES,
            Family.LEASE_ENDS,
            Family.SESSIONS,
            Family.SESSION_LEASES);

    private final ReadOnlyFiles files;
    private final Target target;
    private final Consumer<String> dropped;
    private final Consumer<Checked> progress;
    private final Set<Long> ids = new HashSet<>();
    private final Set<Long> changes = new HashSet<>();
    /** From where to where rows are lost. */
    private final List<byte[][]> lostRows = new ArrayList<>();

    private long mostId;
    private long channels;
    private long messages;
    private long messageBytes;
    private long inboxes;

    /** Where what was read goes. */
    interface Target {
        void put(Family family, byte[] key, byte[] value);

        void deleteRange(Family family, byte[] from, byte[] to);
    }

    /** For who only wants to know. */
    static final class Nowhere implements Target {
        @Override
        public void put(Family family, byte[] key, byte[] value) {
            // nobody keeps it
        }

        @Override
        public void deleteRange(Family family, byte[] from, byte[] to) {
            // nor this
        }
    }

    Rebuild(ReadOnlyFiles files, Target target, Consumer<String> dropped, Consumer<Checked> progress) {
        this.files = files;
        this.target = target;
        this.dropped = dropped;
        this.progress = progress;
    }

    Repaired run(long findings) {
        new SparseWalk(files, Family.CHANNELS)
                .run(new byte[0], null, this::channel, (from, to) -> lostRows.add(new byte[][] {from, to}));
        if (!lostRows.isEmpty()) {
            tellOfLostRows();
        }
        strays();
        if (files.has(Family.LEASES) && files.has(Family.SESSIONS)) {
            mostId = Math.max(mostId, new LeaseMending(files, target, dropped).run());
        }
        meta();
        if (files.has(Family.INBOXES) && files.has(Family.FOLLOWERS)) {
            inboxes();
        }
        for (Family family : Family.values()) {
            if (!MADE.contains(family) && files.has(family)) {
                new SparseWalk(files, family)
                        .run(
                                new byte[0],
                                null,
                                (key, value) -> target.put(family, key, value),
                                (from, to) -> dropped.accept("records of " + family + " that cannot be read"));
            }
        }
        return new Repaired(findings, channels, messages, "");
    }

    private void channel(byte[] name, byte[] bytes) {
        ChannelRow row;
        try {
            row = ChannelRow.readWhole(Keys.name(name, 0), bytes);
        } catch (StorageException unreadable) {
            dropped.accept("channel " + Keys.name(name, 0) + ": all of it, since its row cannot be read");
            return;
        }
        if (row.id < 1 || !ids.add(row.id) || row.lives().all().isEmpty()) {
            dropped.accept("channel " + row.name + ": all of it, since its row cannot be");
            return;
        }
        mostId = Math.max(mostId, row.id);
        if (row.change > 0 && !changes.add(row.change)) {
            row.change = 0; // it gets one when it is written next
        }
        messages += new ChannelMending(row, files, target, dropped).run();
        if (row.change > 0) {
            target.put(Family.CHANGES, Keys.number(row.change), name);
        }
        if (row.due != Nanos.NEVER) {
            target.put(Family.DUES, Keys.numbered(row.due, name), new byte[0]);
        }
        target.put(Family.CHANNELS, name, row.toBytes());
        channels++;
        messageBytes += row.span.total() - row.span.before();
        tellProgress();
    }

    /** The names stand with the changes, if these can be read. */
    private void tellOfLostRows() {
        List<String> names = new ArrayList<>();
        new SparseWalk(files, Family.CHANGES)
                .run(
                        new byte[0],
                        null,
                        (number, name) -> {
                            if (lostRows.stream()
                                    .anyMatch(lost -> Arrays.compareUnsigned(name, lost[0]) >= 0
                                            && Arrays.compareUnsigned(name, lost[1]) < 0)) {
                                names.add(Keys.name(name, 0));
                            }
                        },
                        (from, to) -> names.add("…"));
        if (names.isEmpty()) {
            dropped.accept("rows of channels that cannot be read, and of which nothing else is known");
        }
        names.forEach(name -> dropped.accept("channel " + name + ": all of it, since its row cannot be read"));
    }

    private void strays() {
        byte[] from = new byte[0];
        while (from.length < 16) {
            try (Scan scan = files.scan(Family.MESSAGES)) {
                if (!scan.seek(from)) {
                    return;
                }
                byte[] key = scan.key();
                long id = key.length < 8 ? 0 : ByteReader.fixed(key, 0);
                if (!ids.contains(id)) {
                    dropped.accept("messages of no channel, with the id " + id);
                }
                from = Keys.after(id);
            } catch (StorageException unreadable) {
                return; // what was lost of channels was told with them
            }
        }
    }

    private void meta() {
        new SparseWalk(files, Family.META)
                .run(
                        new byte[0],
                        null,
                        (key, value) -> {
                            if (Arrays.equals(key, LogWriter.IDS) && value.length == 8) {
                                mostId = Math.max(mostId, ByteReader.fixed(value, 0) - 1);
                            } else if (!Arrays.equals(key, Generations.KEY)) {
                                target.put(Family.META, key, value);
                            }
                        },
                        (from, to) -> dropped.accept("records of the whole that cannot be read"));
        target.put(Family.META, LogWriter.IDS, Keys.number(mostId + 1));
        target.put(Family.META, Generations.KEY, generations().toBytes());
    }

    private void inboxes() {
        InboxCounters.Given known;
        try {
            known = InboxCounters.Given.of(files.get(Family.META, InboxCounters.KEY));
        } catch (StorageException unreadable) {
            dropped.accept("how many fences and versions of follows were given: they go on far above");
            known = new InboxCounters.Given("", FAR, FAR);
        }
        long now = Nanos.of(Instant.now());
        InboxCounters.Given given = new InboxMending(files, target, dropped, this::inbox, now).run(known);
        if (given.fence() > 0 || given.version() > 0) {
            target.put(Family.META, InboxCounters.KEY, given.toBytes());
        }
    }

    private void inbox(InboxId id) {
        inboxes++;
        if (inboxes % 4_096 == 0) {
            tellProgress();
        }
    }

    private void tellProgress() {
        progress.accept(new Checked(0, 0, channels, messages, messageBytes, inboxes, 0));
    }

    private Generations generations() {
        try {
            byte[] known = files.get(Family.META, Generations.KEY);
            if (known != null) {
                return Generations.of(known);
            }
        } catch (StorageException unreadable) {
            // told below
        }
        dropped.accept("the epochs of the storage: positions in channels that were not written since they began");
        return Generations.none().plus(Long.toUnsignedString(new SecureRandom().nextLong(), 36));
    }
}
