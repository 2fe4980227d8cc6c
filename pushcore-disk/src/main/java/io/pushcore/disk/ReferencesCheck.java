package io.pushcore.disk;

import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Changes, dues and expiries point at what is there, and each row is found by its own. */
final class ReferencesCheck implements FamilyCheck {
    @Override
    public Set<Family> families() {
        return Set.of(Family.CHANNELS, Family.CHANGES, Family.DUES, Family.EXPIRIES, Family.MESSAGES);
    }

    @Override
    public void check(ReadOnlyFiles files, Examination examination) {
        rows(files, examination);
        try (Scan scan = files.scan(Family.CHANGES)) {
            for (boolean more = scan.seek(new byte[0]); more; more = scan.next()) {
                long number = ByteReader.fixed(scan.key(), 0);
                ChannelRow row = row(scan.value(), files);
                if (row == null || row.change != number) {
                    examination.wrong(
                            "change " + number + " is not the latest of channel " + Keys.name(scan.value(), 0));
                }
            }
        }
        try (Scan scan = files.scan(Family.DUES)) {
            for (boolean more = scan.seek(new byte[0]); more; more = scan.next()) {
                long time = ByteReader.fixed(scan.key(), 0);
                byte[] name = Keys.tail(scan.key(), 8);
                ChannelRow row = row(name, files);
                if (row == null || row.due != time) {
                    examination.wrong(
                            "channel " + Keys.name(name, 0) + " is not to be swept at " + Nanos.instant(time));
                }
            }
        }
        try (Scan scan = files.scan(Family.EXPIRIES)) {
            for (boolean more = scan.seek(new byte[0]); more; more = scan.next()) {
                expiry(scan.key(), files, examination);
            }
        }
    }

    private static void rows(ReadOnlyFiles files, Examination examination) {
        try (Scan scan = files.scan(Family.CHANNELS)) {
            for (boolean more = scan.seek(new byte[0]); more; more = scan.next()) {
                byte[] name = scan.key();
                ChannelRow row = row(name, files);
                if (row == null) {
                    continue; // told before
                }
                if (row.change > 0 && !Arrays.equals(files.get(Family.CHANGES, Keys.number(row.change)), name)) {
                    examination.wrong("channel " + row.name + " is not found by its latest change, " + row.change);
                }
                if (row.due != Nanos.NEVER && files.get(Family.DUES, Keys.numbered(row.due, name)) == null) {
                    examination.wrong("channel " + row.name + " would never be swept");
                }
            }
        }
    }

    /** A message that is gone may still be to be deleted; one that is there must be to be deleted then. */
    private static void expiry(byte[] key, ReadOnlyFiles files, Examination examination) {
        if (key.length != 24) {
            examination.wrong("an expiry has a key of " + key.length + " bytes");
            return;
        }
        byte[] message = files.get(Family.MESSAGES, Keys.tail(key, 8));
        if (message != null && message.length >= 16 && ByteReader.fixed(message, 8) != ByteReader.fixed(key, 0)) {
            examination.wrong("message " + ByteReader.fixed(key, 16) + " of the channel with id "
                    + ByteReader.fixed(key, 8) + " would be deleted at another time than it expires");
        }
    }

    private static @Nullable ChannelRow row(byte[] name, ReadOnlyFiles files) {
        byte[] bytes = files.get(Family.CHANNELS, name);
        try {
            return bytes == null ? null : ChannelRow.read(Keys.name(name, 0), bytes);
        } catch (io.pushcore.storage.StorageException unreadable) {
            return null;
        }
    }
}
