package io.pushcore.disk;

import static io.pushcore.disk.OpenedDisk.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.storage.Checkpoint;
import io.pushcore.storage.Cursor;
import io.pushcore.storage.Followed;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.InboxStore;
import io.pushcore.storage.OffsetSet;
import io.pushcore.storage.OpenedInbox;
import io.pushcore.storage.ReadMarks;
import io.pushcore.storage.ReadResult;
import io.pushcore.storage.Shown;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

/** What a check finds in damaged records of inboxes and follows, and what a repair makes of them. */
class DamagedInboxesTest {
    private static final InboxId ANN = new InboxId("ann", "");
    private static final InboxId PHONE = new InboxId("ann", "phone");

    @TempDir
    Path temporary;

    private Settings settings;
    private Message third;
    private long shownThrough;
    private long version;

    /** Ann has two inboxes and follows two channels, Ben follows one and has none. */
    @BeforeEach
    void write() {
        settings = Settings.of(temporary.resolve("storage"));
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            for (int i = 1; i <= 5; i++) {
                Message message = disk.append("news", "news " + i);
                third = i == 3 ? message : third;
                disk.append("@ann", "own " + i);
            }
            disk.append("sport", "1");
            InboxStore inboxes = inboxes(disk);
            join(inboxes.follow("ann", "news", third.position().plus(-3)));
            join(inboxes.follow("ann", "sport"));
            join(inboxes.follow("ben", "news"));
            join(inboxes.open(PHONE, "node", 10));
            OpenedInbox opened = join(inboxes.open(ANN, "node", 10));
            shownThrough = opened.numbers().first() + 2;
            record(
                    inboxes,
                    opened,
                    third.position().epoch(),
                    List.of(new Shown.Run(shownThrough, "news", third.position(), 1)));
            join(inboxes.mark("ann", new ReadMarks(third.position().epoch(), OffsetSet.of(1, 3))));
            version = join(inboxes.versions(List.of("ann"))).get(0);
        }
    }

    /** Up to the second is acknowledged, the third shown. */
    private void record(InboxStore inboxes, OpenedInbox opened, String epoch, List<Shown> shown) {
        Followed news = in("news", opened.followed());
        Followed moved = new Followed("news", news.version(), new Cursor(epoch, 2, OffsetSet.EMPTY));
        join(inboxes.checkpoint(List.of(new Checkpoint(
                ANN, opened.fence(), shownThrough - 1, shownThrough, shown, opened.burned(), List.of(moved), true))));
    }

    @Test
    void aFollowThatStandsInOneDirectionOnlyIsFoundAndRestored() throws RocksDBException {
        Damage.assertFound(
                settings,
                "owner ann follows channel news, which does not have it as a follower",
                written -> Damage.delete(written, Family.FOLLOWERS, InboxKeys.follower("news", "ann")));
        assertThat(Damage.repaired(settings)).isEmpty();
        assertWhole();
    }

    @Test
    void aFollowThatIsLostIsRestoredFromTheOtherDirectionAndToldOfAGap() throws RocksDBException {
        Damage.assertFound(
                settings,
                "channel news has the follower ann, who does not follow it",
                written -> Damage.delete(written, Family.INBOXES, InboxKeys.follow("ann", "news")));
        assertThat(Damage.repaired(settings))
                .containsExactlyInAnyOrder(
                        "where ann began to follow channel news: it begins with all that is kept",
                        "where inbox ann stood in channel news: it begins where the follow did");
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            InboxStore inboxes = inboxes(disk);
            Followed news = in("news", join(inboxes.open(ANN, "node", 10)).followed());
            assertThat(disk.read(
                            "news",
                            new Position(news.cursor().epoch(), news.cursor().floor())))
                    .isInstanceOf(ReadResult.Gone.class);
            assertThat(news.version()).isGreaterThan(version);
            assertThat(join(inboxes.versions(List.of("ann"))).get(0)).isGreaterThan(version);
            assertThat(join(inboxes.followers("news", "", 10))).containsExactly("ann", "ben");
        }
    }

    @Test
    void anInboxThatWouldNeverBeForgottenIsFoundAndFoundAgain() throws RocksDBException {
        byte[] ofPhone = use(false);
        Damage.assertFound(
                settings,
                "owner ann has inbox ann on phone, which would never be forgotten",
                written -> Damage.delete(written, Family.USES, ofPhone));
        assertThat(Damage.repaired(settings)).isEmpty();
        byte[] ofBen = use(true);
        Damage.assertFound(
                settings, "owner ben would never be forgotten", written -> Damage.delete(written, Family.USES, ofBen));
        assertThat(Damage.repaired(settings)).isEmpty();
        Damage.assertFound(
                settings,
                "inbox cara is not to be found as unused since ",
                written -> written.put(Family.USES, InboxKeys.use(7, new InboxId("cara", "")), new byte[0]));
        assertThat(Damage.repaired(settings)).isEmpty();
        assertWhole();
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            disk.time.advance(Duration.ofDays(1));
            assertThat(join(inboxes(disk).forgetUnused(disk.time.now(), 10)))
                    .contains(PHONE)
                    .hasSize(3);
            assertThat(join(inboxes(disk).followers("news", "", 10))).isEmpty();
        }
    }

    @Test
    void anInboxThatCannotBeReadBeginsAnewWithNumbersAboveItsOwn() throws RocksDBException {
        Damage.assertFound(
                settings,
                "owner ann has inbox ann, which cannot be read",
                written -> written.put(Family.INBOXES, InboxKeys.inbox(ANN), new byte[] {9}));
        assertThat(Damage.repaired(settings))
                .contains("inbox ann: what it was shown and acknowledged; it begins anew")
                .allMatch(line -> line.contains("inbox ann"));
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            InboxStore inboxes = inboxes(disk);
            assertThat(join(inboxes.exists(PHONE))).isTrue();
            OpenedInbox opened = join(inboxes.open(ANN, "node", 10));
            assertThat(opened.numbers().first()).isGreaterThan(shownThrough);
            assertThat(in("news", opened.followed()).cursor().floor()).isZero();
            assertThat(join(inboxes.marks("ann")).offsets()).isEqualTo(OffsetSet.of(1, 3));
        }
    }

    @Test
    void recordsOfAnOwnerThatCannotBeAreFoundEachAndSaidWhenTheyAreDropped() throws RocksDBException {
        Damage.assertFound(
                settings,
                "owner ann has a cursor in channel news, which cannot be read",
                written -> written.put(Family.INBOXES, InboxKeys.cursor(ANN, "news"), new byte[] {1, 99}));
        assertThat(Damage.repaired(settings))
                .containsExactly("where inbox ann stood in channel news: it begins where the follow did");
        Damage.assertFound(
                settings,
                "owner ann has read marks, which cannot be read",
                written -> written.put(Family.INBOXES, InboxKeys.marks("ann"), new byte[] {99}));
        assertThat(Damage.repaired(settings)).containsExactly("read marks of ann");
        Damage.assertFound(
                settings,
                "owner ann has a follow of channel sport, which cannot be read",
                written -> written.put(Family.INBOXES, InboxKeys.follow("ann", "sport"), new byte[] {1, 99}));
        assertThat(Damage.repaired(settings))
                .containsExactlyInAnyOrder(
                        "the follow of channel sport of ann",
                        "where ann began to follow channel sport: it begins with all that is kept");
        Damage.assertFound(
                settings,
                "owner ann has records and no row",
                written -> Damage.delete(written, Family.INBOXES, InboxKeys.owner("ann")));
        assertThat(Damage.repaired(settings)).isEmpty();
        Damage.assertFound(
                settings,
                "a record of inboxes has a key that cannot be: abc",
                written -> written.put(Family.INBOXES, Keys.name("abc"), new byte[0]));
        assertThat(Damage.repaired(settings)).containsExactly("a record of inboxes whose key cannot be: abc");
        Damage.assertFound(
                settings,
                "a cursor in channel sport of a follow that is over",
                written -> written.put(
                        Family.INBOXES,
                        InboxKeys.cursor(ANN, "sport"),
                        new InboxCursor(1, new Cursor("a", 0, OffsetSet.EMPTY)).toBytes()));
        Damage.repaired(settings);
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            assertThat(join(inboxes(disk).versions(List.of("ann"))).get(0)).isGreaterThan(version);
            assertThat(join(inboxes(disk).open(ANN, "node", 10)).followed()).hasSize(3);
        }
    }

    @Test
    void numbersThatCannotBeAreFound() throws RocksDBException {
        InboxRow row;
        try (ReadOnlyFiles files = ReadOnlyFiles.open(settings.directory().resolve("db"), false)) {
            row = InboxRow.of(files.get(Family.INBOXES, InboxKeys.inbox(ANN)));
        }
        assertThat(row).isNotNull();
        row.acknowledged = row.last;
        Damage.assertFound(
                settings,
                "owner ann has inbox ann which was shown what cannot be: Run",
                written -> written.put(Family.INBOXES, InboxKeys.inbox(ANN), row.toBytes()));
        row.last = 1;
        Damage.assertFound(
                settings,
                "owner ann has inbox ann whose numbers cannot be: acknowledged through ",
                written -> written.put(Family.INBOXES, InboxKeys.inbox(ANN), row.toBytes()));
        row.fence = 99;
        Damage.assertFound(
                settings,
                "owner ann has inbox ann with fence 99, and ",
                written -> written.put(Family.INBOXES, InboxKeys.inbox(ANN), row.toBytes()));
    }

    @Test
    void aCursorBeyondTheHeadIsFoundWhereNoEpochBeginsAndAfterARepairItIsToldOfAGap() throws RocksDBException {
        Cursor beyond = new Cursor(third.position().epoch(), 9, OffsetSet.EMPTY);
        FollowRow follow;
        try (ReadOnlyFiles files = ReadOnlyFiles.open(settings.directory().resolve("db"), false)) {
            follow = FollowRow.of(files.get(Family.INBOXES, InboxKeys.follow("ann", "news")));
        }
        assertThat(follow).isNotNull();
        Damage.write(
                settings,
                written -> written.put(
                        Family.INBOXES,
                        InboxKeys.cursor(ANN, "news"),
                        new InboxCursor(follow.version(), beyond).toBytes()));
        assertThat(Damage.found(settings))
                .as("an epoch begins when it is opened")
                .isEmpty();
        Message next;
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            next = disk.append("news", "6");
            assertThat(disk.read("news", third.position().plus(6))).isInstanceOf(ReadResult.Gone.class);
        }
        Cursor ahead = new Cursor(next.position().epoch(), 9, OffsetSet.EMPTY);
        String said = "inbox ann stands in channel news beyond offset 6, the last there is";
        damageAndClose(written -> written.put(
                Family.INBOXES, InboxKeys.cursor(ANN, "news"), new InboxCursor(follow.version(), ahead).toBytes()));
        assertThat(Damage.found(settings)).containsExactly(said);
        Damage.repaired(settings);
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            Followed news = in("news", join(inboxes(disk).open(ANN, "node", 10)).followed());
            assertThat(disk.read("news", next.position().plus(news.cursor().floor() - next.offset())))
                    .isInstanceOf(ReadResult.Gone.class);
        }
    }

    @Test
    void whatCannotBeWrittenEndsARepairAndIsNotToldAsDropped() throws RocksDBException {
        for (Family family : List.of(Family.FOLLOWERS, Family.USES, Family.INBOXES)) {
            List<String> dropped = new ArrayList<>();
            StorageException full = new StorageException(Fault.FULL, "no space for " + family);
            try (ReadOnlyFiles files = ReadOnlyFiles.open(settings.directory().resolve("db"), false)) {
                Rebuild rebuild = new Rebuild(files, new FullFor(family, full), dropped::add, progress -> {});
                assertThatThrownBy(() -> rebuild.run(0)).isSameAs(full);
            }
            assertThat(dropped)
                    .as("dropped where there is %s", full.getMessage())
                    .isEmpty();
        }
    }

    /** A disk that has no space for records of a family. */
    private record FullFor(Family full, StorageException failure) implements Rebuild.Target {
        @Override
        public void put(Family family, byte[] key, byte[] value) {
            if (family == full) {
                throw failure;
            }
        }

        @Override
        public void deleteRange(Family family, byte[] from, byte[] to) {
            // takes no space
        }
    }

    /** Changes it, and notes that it was closed so. */
    private void damageAndClose(Consumer<Rebuild.Target> change) throws RocksDBException {
        Damage.writeOnly(settings, change);
        long sequence;
        try (ReadOnlyFiles files = ReadOnlyFiles.open(settings.directory().resolve("db"), false)) {
            sequence = files.sequence();
        }
        try {
            Files.writeString(
                    settings.directory().resolve("clean"),
                    CleanNote.of(settings.directory().resolve("db"), sequence).text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The key under which the phone, or Ben, is found as unused. */
    private byte[] use(boolean ofBen) throws RocksDBException {
        try (ReadOnlyFiles files = ReadOnlyFiles.open(settings.directory().resolve("db"), false)) {
            if (ofBen) {
                InboxOwnerRow ben = InboxOwnerRow.of(files.get(Family.INBOXES, InboxKeys.owner("ben")));
                assertThat(ben).isNotNull();
                return InboxKeys.use(ben.listedAt(), "ben");
            }
            InboxRow phone = InboxRow.of(files.get(Family.INBOXES, InboxKeys.inbox(PHONE)));
            assertThat(phone).isNotNull();
            return InboxKeys.use(phone.listedAt, PHONE);
        }
    }

    /** Nothing is lost. */
    private void assertWhole() {
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            InboxStore inboxes = inboxes(disk);
            assertThat(join(inboxes.followers("news", "", 10))).containsExactly("ann", "ben");
            assertThat(join(inboxes.followers("sport", "", 10))).containsExactly("ann");
            OpenedInbox opened = join(inboxes.open(ANN, "node", 10));
            assertThat(opened.acknowledged()).isEqualTo(shownThrough - 1);
            Position shownAt = new Position(disk.head("news").epoch(), third.offset());
            assertThat(opened.shown()).containsExactly(new Shown.Run(shownThrough, "news", shownAt, 1));
            assertThat(new TreeSet<>(
                            opened.followed().stream().map(Followed::channel).toList()))
                    .containsExactly("@ann", "news", "sport");
            assertThat(in("news", opened.followed()).cursor().floor()).isEqualTo(2);
            assertThat(join(inboxes.marks("ann")).offsets()).isEqualTo(OffsetSet.of(1, 3));
            assertThat(join(inboxes.exists(PHONE))).isTrue();
        }
    }

    private static Followed in(String channel, List<Followed> all) {
        return all.stream()
                .filter(one -> one.channel().equals(channel))
                .findAny()
                .orElseThrow();
    }

    private static InboxStore inboxes(OpenedDisk disk) {
        return disk.storage.inboxStore().orElseThrow();
    }
}
