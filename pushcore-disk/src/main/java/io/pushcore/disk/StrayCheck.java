package io.pushcore.disk;

import java.util.List;
import java.util.Set;

/** Messages and keys of no channel. */
final class StrayCheck implements FamilyCheck {
    @Override
    public Set<Family> families() {
        return Set.of(Family.MESSAGES, Family.KEYS, Family.KEY_ORDER);
    }

    @Override
    public void check(ReadOnlyFiles files, Examination examination) {
        Ids ids = examination.ids();
        for (Family family : List.of(Family.MESSAGES, Family.KEYS, Family.KEY_ORDER)) {
            try (Scan scan = files.scan(family)) {
                boolean more = scan.seek(new byte[0]);
                while (more) {
                    byte[] key = scan.key();
                    if (key.length < 8) {
                        examination.wrong("the family " + family + " has a key of " + key.length + " bytes");
                        more = scan.next();
                        continue;
                    }
                    long id = ByteReader.fixed(key, 0);
                    if (!ids.contains(id)) {
                        examination.wrong(
                                "the family " + family + " has records of id " + id + ", which no channel has");
                    }
                    more = scan.seek(Keys.after(id));
                }
            }
        }
    }
}
