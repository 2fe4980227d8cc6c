package io.pushcore.disk;

import static io.pushcore.disk.OpenedDisk.join;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That an end which lost nothing costs inboxes nothing, and still no number, fence or version is given twice. */
class InboxesAfterCrashTest {
    private static final InboxId ANN = new InboxId("ann", "");

    @TempDir
    Path temporary;

    private OpenedDisk disk;

    @BeforeEach
    void begin() {
        disk = OpenedDisk.of(settings());
    }

    @AfterEach
    void end() {
        disk.close();
    }

    @Test
    void fencesNumbersAndVersionsNeverComeTwice() {
        long seed = Long.getLong("pushcore.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        long fence = 0;
        Map<String, Long> given = new HashMap<>();
        Set<Long> versions = new HashSet<>();
        for (int life = 0; life < 12; life++) {
            for (int i = 0; i < 20; i++) {
                String user = "user" + random.nextInt(4);
                InboxId id = new InboxId(user, "");
                OpenedInbox opened = join(inboxes().open(id, "node", 1 + random.nextInt(50)));
                assertThat(opened.fence()).isGreaterThan(fence);
                fence = opened.fence();
                long first = opened.numbers().first();
                assertThat(first).isGreaterThan(given.getOrDefault(user, 0L));
                // what it has not reported is taken for shown
                long last = first + random.nextInt((int) (opened.numbers().last() - first) + 1);
                given.put(user, opened.numbers().last());
                if (random.nextBoolean()) {
                    join(inboxes().reserve(id, fence, opened.numbers().last() + 100));
                    given.put(user, opened.numbers().last() + 100);
                }
                if (random.nextBoolean()) {
                    boolean release = random.nextBoolean();
                    record(new Checkpoint(id, fence, 0, last, List.of(), opened.burned(), List.of(), release));
                    given.compute(user, (any, most) -> release ? Long.valueOf(last) : most);
                }
                if (random.nextBoolean()) {
                    join(inboxes().follow(user, "c" + life + "-" + i));
                    assertThat(versions.add(version(user))).isTrue();
                } else if (random.nextInt(4) == 0) {
                    join(inboxes().forget(id));
                    given.remove(user);
                }
            }
            again(random.nextInt(3) > 0);
        }
    }

    @Test
    void fencesAreNotGivenAgainWhereTheEndOfTheLogIsLost() throws IOException {
        join(inboxes().follow("ann", "news"));
        long kept = Files.size(writeAheadLog());
        OpenedInbox lost = null;
        for (int i = 0; i < 100; i++) {
            lost = join(inboxes().open(ANN, "node", 1));
            join(inboxes().follow("ann", "c" + i));
        }
        long version = version("ann");
        disk.crash();
        try (FileChannel log = FileChannel.open(writeAheadLog(), StandardOpenOption.WRITE)) {
            log.truncate(kept);
        }
        disk = OpenedDisk.of(settings());
        assertThat(join(inboxes().exists(ANN))).isFalse();
        assertThat(join(inboxes().open(ANN, "node", 1)).fence()).isGreaterThan(lost.fence());
        join(inboxes().follow("ann", "other"));
        assertThat(version("ann")).isGreaterThan(version);
    }

    @Test
    void aCursorFromBeforeStandsWhereItStoodAndGoesOn() {
        Message third = append(5).get(2);
        join(inboxes().follow("ann", "news", third.position().plus(-3)));
        OpenedInbox opened = open();
        record(opened, news(opened, third.position().epoch(), 2, 4));
        again(true);
        Followed before = in(open());
        assertThat(before.cursor())
                .as("told in the epoch of now")
                .isEqualTo(new Cursor(disk.head("news").epoch(), 2, OffsetSet.of(4)));
        assertThat(found(before)).startsWith("3").hasSize(3);
        Position fresh = append(2).get(1).position();
        assertThat(found(before)).hasSize(5);
        assertThat(fresh.epoch()).isNotEqualTo(third.position().epoch());
        opened = open();
        record(opened, news(opened, fresh.epoch(), 3));
        assertThat(cursor()).isEqualTo(new Cursor(fresh.epoch(), 3, OffsetSet.of(4)));
        record(opened, news(opened, third.position().epoch(), 1, 5));
        assertThat(cursor())
                .as("never back, in whatever epoch it is told")
                .isEqualTo(new Cursor(fresh.epoch(), 3, OffsetSet.of(4, 5)));
        record(opened, news(opened, fresh.epoch(), 7));
        assertThat(found(in(open()))).isEmpty();
    }

    @Test
    void aCursorGoesOnInAnEpochInWhichNothingIsWrittenYet() {
        Message last = append(5).get(4);
        join(inboxes().follow("ann", "news", last.position().plus(-5)));
        OpenedInbox opened = open();
        record(opened, news(opened, last.position().epoch(), 2, 4));
        again(true);
        again(true);
        String epoch = disk.head("news").epoch();
        opened = open();
        record(opened, news(opened, epoch, 3));
        assertThat(cursor()).isEqualTo(new Cursor(epoch, 3, OffsetSet.of(4)));
        assertThat(found(in(open()))).containsExactly("4", "5");
    }

    @Test
    void whatIsBeyondTheEndOfItsEpochIsNotAcknowledged() {
        Message last = append(5).get(4);
        join(inboxes().follow("ann", "news", last.position()));
        OpenedInbox opened = open();
        record(opened, news(opened, last.position().epoch(), 9));
        again(true);
        Position fresh = append(6).get(5).position();
        opened = open();
        record(opened, news(opened, fresh.epoch(), 6));
        assertThat(cursor()).isEqualTo(new Cursor(fresh.epoch(), 6, OffsetSet.EMPTY));
        record(opened, news(opened, last.position().epoch(), 9, 11));
        assertThat(cursor())
                .as("it is of messages that are lost")
                .isEqualTo(new Cursor(fresh.epoch(), 6, OffsetSet.EMPTY));
        record(opened, news(opened, last.position().epoch(), 4, 8));
        assertThat(cursor()).isEqualTo(new Cursor(fresh.epoch(), 6, OffsetSet.EMPTY));
    }

    @Test
    void aChannelThatWasDeletedBeginsAnew() {
        Message last = append(5).get(4);
        join(inboxes().follow("ann", "news", last.position()));
        OpenedInbox opened = open();
        again(true);
        join(disk.log.delete("news"));
        again(true);
        Position fresh = append(2).get(1).position();
        assertThat(disk.read("news", new Position(in(open()).cursor().epoch(), 5)))
                .isInstanceOfSatisfying(
                        ReadResult.Gone.class,
                        gone -> assertThat(gone.to().offset()).isZero());
        opened = open();
        record(opened, news(opened, fresh.epoch(), 1));
        assertThat(cursor()).isEqualTo(new Cursor(fresh.epoch(), 1, OffsetSet.EMPTY));
    }

    @Test
    void marksFromBeforeHold() {
        String epoch = append("@ann", 5).get(0).position().epoch();
        join(inboxes().mark("ann", new ReadMarks(epoch, OffsetSet.of(1, 3))));
        again(true);
        assertThat(marks()).isEqualTo(OffsetSet.of(1, 3));
        join(inboxes().mark("ann", new ReadMarks(epoch, OffsetSet.of(2, 9))));
        assertThat(marks()).isEqualTo(OffsetSet.range(1, 3));
        String fresh = append("@ann", 3).get(0).position().epoch();
        join(inboxes().mark("ann", new ReadMarks(epoch, OffsetSet.of(5, 6))));
        join(inboxes().mark("ann", new ReadMarks(fresh, OffsetSet.of(8, 9))));
        again(true);
        assertThat(marks()).isEqualTo(OffsetSet.of(1, 2, 3, 5, 8));
    }

    private Settings settings() {
        return Settings.of(temporary.resolve("storage"));
    }

    private InboxStore inboxes() {
        return disk.storage.inboxStore().orElseThrow();
    }

    private void again(boolean crash) {
        if (crash) {
            disk.crash();
        } else {
            disk.close();
        }
        disk = OpenedDisk.of(settings());
    }

    private List<Message> append(int count) {
        return append("news", count);
    }

    /** Each holds its offset. */
    private List<Message> append(String channel, int count) {
        long next = disk.head(channel).last() + 1;
        return Stream.iterate(next, offset -> offset + 1)
                .limit(count)
                .map(offset -> disk.append(channel, "" + offset))
                .toList();
    }

    private OpenedInbox open() {
        return join(inboxes().open(ANN, "node", 10));
    }

    private long version(String owner) {
        return join(inboxes().versions(List.of(owner))).get(0);
    }

    private void record(Checkpoint checkpoint) {
        assertThat(join(inboxes().checkpoint(List.of(checkpoint)))).containsExactly(Checkpoint.Outcome.RECORDED);
    }

    private void record(OpenedInbox opened, Followed moved) {
        long last = opened.numbers().last();
        record(new Checkpoint(ANN, opened.fence(), 0, last, List.of(), opened.burned(), List.of(moved), false));
    }

    private static Followed news(OpenedInbox opened, String epoch, long floor, long... beyond) {
        return new Followed("news", in(opened).version(), new Cursor(epoch, floor, OffsetSet.of(beyond)));
    }

    private static Followed in(OpenedInbox opened) {
        assertThat(opened.followed()).hasSize(2);
        return opened.followed().get(1);
    }

    private Cursor cursor() {
        return join(inboxes().followed(ANN)).get(1).cursor();
    }

    private List<String> found(Followed followed) {
        Position from =
                new Position(followed.cursor().epoch(), followed.cursor().floor());
        ReadResult.Found found = (ReadResult.Found) disk.read(followed.channel(), from);
        return found.messages().stream().map(Message::text).toList();
    }

    private OffsetSet marks() {
        ReadMarks marks = join(inboxes().marks("ann"));
        assertThat(marks.epoch()).isEqualTo(disk.head("@ann").epoch());
        return marks.offsets();
    }

    /** The newest. */
    private Path writeAheadLog() throws IOException {
        try (Stream<Path> files = Files.walk(temporary)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }
}
