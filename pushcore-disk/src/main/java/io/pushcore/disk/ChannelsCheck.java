package io.pushcore.disk;

import io.pushcore.storage.StorageException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The row of each channel, and what it says of its messages and keys. */
final class ChannelsCheck implements FamilyCheck {
    @Override
    public Set<Family> families() {
        return Set.of(Family.CHANNELS, Family.MESSAGES, Family.KEYS, Family.KEY_ORDER);
    }

    @Override
    public void check(ReadOnlyFiles files, Examination examination) {
        byte[] ids = files.get(Family.META, LogWriter.IDS);
        long unused = ids == null || ids.length != 8 ? 1 : ByteReader.fixed(ids, 0);
        examination.unusedId(unused);
        try (Scan scan = files.scan(Family.CHANNELS);
                Scan messages = files.scan(Family.MESSAGES)) {
            for (boolean more = scan.seek(new byte[0]); more; more = scan.next()) {
                String name = Keys.name(scan.key(), 0);
                ChannelRow row = read(name, scan.value(), examination);
                if (row == null) {
                    continue;
                }
                examination.channel(row.id);
                if (row.id < 1 || row.id >= unused) {
                    examination.wrong("channel " + name + " has the id " + row.id + ", which was not given out");
                } else {
                    epochs(row, examination);
                    new MessagesCheck(row, files, examination).run(messages);
                    keys(row, files, examination);
                }
            }
        }
        repeated(examination.ids().repeated(), files, examination);
    }

    /** Few can have one id, but all are looked at again for their names. */
    private static void repeated(Ids ids, ReadOnlyFiles files, Examination examination) {
        if (ids.isEmpty()) {
            return;
        }
        try (Scan scan = files.scan(Family.CHANNELS)) {
            for (boolean more = scan.seek(new byte[0]); more; more = scan.next()) {
                try {
                    ChannelRow row = ChannelRow.read(Keys.name(scan.key(), 0), scan.value());
                    if (ids.contains(row.id)) {
                        examination.wrong("channel " + row.name + " has the id " + row.id + ", which another has");
                    }
                } catch (StorageException unreadable) {
                    // told before
                }
            }
        }
    }

    static @Nullable ChannelRow read(String name, byte[] bytes, Examination examination) {
        try {
            return ChannelRow.readWhole(name, bytes);
        } catch (StorageException unreadable) {
            examination.wrong("the row of channel " + name + " cannot be read: " + unreadable.getMessage());
            return null;
        }
    }

    private static void epochs(ChannelRow row, Examination examination) {
        List<Lives.Life> lives = row.lives().all();
        Set<String> epochs = new HashSet<>();
        long after = 0;
        boolean isSane = !lives.isEmpty();
        for (Lives.Life life : lives) {
            isSane = isSane
                    && GenerationsCheck.isEpoch(life.epoch())
                    && epochs.add(life.epoch())
                    && life.after() >= after
                    && life.after() <= row.span.last();
            after = life.after();
        }
        if (!isSane) {
            examination.wrong("channel " + row.name + ", which reaches to offset " + row.span.last()
                    + ", has epochs that cannot be: " + lives);
        }
    }

    private static void keys(ChannelRow row, ReadOnlyFiles files, Examination examination) {
        byte[] prefix = Keys.number(row.id);
        try (Scan scan = files.scan(Family.KEYS)) {
            for (scan.seek(prefix); scan.isWithin(prefix); scan.next()) {
                RememberedKeys first = RememberedKeys.of(scan.value());
                if (first == null || first.offset() > row.span.last() || first.number() >= row.nextKey) {
                    examination.wrong("channel " + row.name + " remembers a key of a message that it does not have");
                } else if (files.get(Family.KEY_ORDER, Keys.pair(row.id, first.number())) == null) {
                    examination.wrong(
                            "channel " + row.name + " would never forget the key of message " + first.offset());
                }
            }
        }
        try (Scan scan = files.scan(Family.KEY_ORDER)) {
            for (scan.seek(prefix); scan.isWithin(prefix); scan.next()) {
                long number = ByteReader.fixed(scan.key(), 8);
                RememberedKeys first = RememberedKeys.of(files.get(Family.KEYS, Keys.numbered(row.id, scan.value())));
                if (first == null || first.number() < number) {
                    examination.wrong("channel " + row.name + " has forgotten its key number " + number + " too early");
                }
            }
        }
    }
}
