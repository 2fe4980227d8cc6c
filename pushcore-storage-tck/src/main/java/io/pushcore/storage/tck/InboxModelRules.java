package io.pushcore.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Position;
import io.pushcore.storage.Checkpoint;
import io.pushcore.storage.Checkpoint.Outcome;
import io.pushcore.storage.Cursor;
import io.pushcore.storage.Followed;
import io.pushcore.storage.Head;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.OffsetSet;
import io.pushcore.storage.OpenedInbox;
import io.pushcore.storage.ReadMarks;
import io.pushcore.storage.SeqRange;
import io.pushcore.storage.Shown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Random operations on inboxes against a reference. */
abstract class InboxModelRules extends InboxRules {
    private static final int STEPS = 4_000;
    private static final int USERS = 4;
    private static final int CHANNELS = 6;

    InboxModelRules() {}

    @Test
    @DisplayName("T130 any sequence of operations on inboxes gives what plain maps give; a failure names its seed")
    void anySequenceIsAsMaps() {
        Run run = new Run(new Random(seed));
        int step = 0;
        try {
            for (; step < STEPS; step++) {
                run.step();
            }
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError("with -Dpushcore.seed=" + seed + " in step " + step, failure);
        }
    }

    /** The operations. */
    private final class Run {
        private final Random random;
        private final InboxModel model = new InboxModel();
        private final Writer writer = writer("w").keep(keep(20));
        /** Openings of all times, so that old ones speak up again. */
        private final List<Checkpoint> drafts = new ArrayList<>();

        private long lastFence = Long.MIN_VALUE;

        Run(Random random) {
            this.random = random;
        }

        void step() {
            int dice = random.nextInt(100);
            if (dice < 15) {
                writer.append(random.nextBoolean() ? channel() : "@" + user(), "x");
            } else if (dice < 17) {
                await(log().delete(random.nextBoolean() ? channel() : "@" + user()));
            } else if (dice < 30) {
                follow(user(), channel());
            } else if (dice < 36) {
                unfollow(user(), channel());
            } else if (dice < 48) {
                openAny(inbox());
            } else if (dice < 70) {
                recordAny();
            } else if (dice < 75) {
                mark(user());
            } else if (dice < 90) {
                look(inbox());
            } else if (dice < 97) {
                time.advance(Duration.ofSeconds(1 + random.nextInt(60)));
            } else if (dice < 98) {
                InboxId inbox = inbox();
                await(inboxes().forget(inbox));
                model.forget(inbox);
            } else {
                forgetUnused();
            }
        }

        private void follow(String user, String channel) {
            InboxModel.Follow known = model.owner(user).follows.get(channel);
            Head head = head(channel);
            Position end = new Position(head.epoch(), head.last());
            Position from = random.nextInt(4) == 0 ? new Position("e" + random.nextInt(3), random.nextInt(9)) : end;
            Position effect = from.equals(end)
                    ? await(inboxes().follow(user, channel))
                    : await(inboxes().follow(user, channel, from));
            assertThat(effect).isEqualTo(known == null ? from : known.from());
            if (known == null) {
                long version = version(user);
                assertThat(model.versionIsNew(user, version)).isTrue();
                model.follow(user, channel, from, version);
                model.owner(user).usedAt = time.now();
            }
            dropEmpty(user);
        }

        private void unfollow(String user, String channel) {
            boolean known = model.owner(user).follows.containsKey(channel);
            assertThat(await(inboxes().unfollow(user, channel))).isEqualTo(known);
            if (known) {
                model.unfollow(user, channel);
                model.owner(user).usedAt = time.now();
                assertThat(model.versionIsNew(user, version(user))).isTrue();
            }
            dropEmpty(user);
        }

        private void openAny(InboxId id) {
            int numbers = 1 + random.nextInt(20);
            OpenedInbox opened = await(inboxes().open(id, "node", numbers));
            assertThat(opened.fence()).isGreaterThan(lastFence);
            lastFence = opened.fence();
            InboxModel.Box box = model.open(id, opened.fence(), numbers, ownStart(id));
            box.usedAt = time.now();
            assertThat(opened.numbers()).isEqualTo(new SeqRange(box.last + 1, box.reserved));
            assertThat(opened.acknowledged()).isEqualTo(box.acknowledged);
            assertThat(opened.shown()).isEqualTo(box.shown);
            assertThat(InboxModel.numbers(opened.burned())).isEqualTo(box.burned);
            assertThat(opened.followed()).isEqualTo(model.followed(id, ownStart(id)));
            assertThat(opened.followVersion()).isEqualTo(version(id.owner()));
            drafts.add(checkpoint(id, opened, opened.acknowledged(), box.last, opened.shown()));
        }

        /** Of an owner of now or before, mostly the newest, which goes on from what it recorded last. */
        private void recordAny() {
            if (drafts.isEmpty()) {
                return;
            }
            int place = Math.max(random.nextInt(drafts.size()), random.nextInt(drafts.size()));
            Checkpoint before = drafts.get(place);
            long last = before.last() + random.nextInt(5);
            long acknowledged = Math.min(last, before.acknowledged() + random.nextInt(3));
            List<Shown> shown = last == acknowledged
                    ? List.of()
                    : List.of(new Shown.Run(last, channel(), new Position("e1", random.nextInt(99)), 1));
            List<Followed> moved = new ArrayList<>();
            for (Followed each : followed(before.inbox())) {
                if (random.nextInt(3) == 0) {
                    long version = random.nextInt(6) == 0 ? each.version() + 1 : each.version();
                    moved.add(new Followed(each.channel(), version, anyCursor(each.cursor())));
                }
            }
            boolean release = random.nextInt(8) == 0;
            Checkpoint next = new Checkpoint(
                    before.inbox(), before.fence(), acknowledged, last, shown, before.burned(), moved, release);
            Outcome outcome = record(next);
            assertThat(outcome).isEqualTo(model.record(next));
            if (outcome == Outcome.RECORDED) {
                box(next.inbox()).usedAt = time.now();
                drafts.set(place, random.nextInt(10) == 0 ? before : next);
            }
        }

        private Cursor anyCursor(Cursor from) {
            String epoch = random.nextInt(10) == 0 ? "e" + random.nextInt(3) : from.epoch();
            long floor = Math.max(0, from.floor() + random.nextInt(12) - 3);
            boolean forward = random.nextInt(3) > 0;
            long[] beyond = forward ? new long[0] : new long[] {floor + 2, floor + 3 + random.nextInt(300)};
            return new Cursor(epoch, floor, OffsetSet.of(beyond));
        }

        private void mark(String user) {
            Head head = head("@" + user);
            long first = random.nextInt(30);
            long last = first + random.nextInt(5);
            await(inboxes().mark(user, new ReadMarks(head.epoch(), OffsetSet.range(first, last))));
            InboxModel.Owner owner = model.owner(user);
            for (long offset = Math.max(1, first); offset <= Math.min(last, head.last()); offset++) {
                if (!head.epoch().equals(owner.readEpoch)) {
                    owner.read.clear();
                    owner.readEpoch = head.epoch();
                }
                owner.read.add(offset);
                owner.usedAt = time.now();
            }
            dropEmpty(user);
        }

        private void look(InboxId id) {
            String user = id.owner();
            InboxModel.Owner owner = model.owners.getOrDefault(user, new InboxModel.Owner());
            assertThat(followed(id)).isEqualTo(model.followed(id, ownStart(id)));
            InboxModel.Box box = owner.boxes.get(id.device());
            assertThat(await(inboxes().exists(id))).isEqualTo(box != null);
            assertThat(await(inboxes().holder(id)).isPresent()).isEqualTo(box != null && box.held);
            String channel = channel();
            List<String> followers = new ArrayList<>();
            model.owners.forEach((name, each) -> {
                if (each.follows.containsKey(channel)) {
                    followers.add(name);
                }
            });
            assertThat(await(inboxes().followers(channel, "", 100))).isEqualTo(followers);
            Head head = head("@" + user);
            TreeSet<Long> read = new TreeSet<>(head.epoch().equals(owner.readEpoch) ? owner.read : List.of());
            List<Long> marked = new ArrayList<>();
            await(inboxes().marks(user)).offsets().above(head.first() - 1).forEach(marked::add);
            assertThat(marked).isEqualTo(List.copyOf(read.tailSet(head.first())));
        }

        private void forgetUnused() {
            Instant since = time.now().minusSeconds(1_200);
            List<InboxId> expected = new ArrayList<>();
            model.owners.forEach((name, owner) -> {
                owner.boxes.values().stream()
                        .filter(box -> box.usedAt.isBefore(since))
                        .forEach(box -> expected.add(box.id));
                if (owner.boxes.isEmpty() && owner.usedAt.isBefore(since)) {
                    expected.add(new InboxId(name, ""));
                }
            });
            assertThat(await(inboxes().forgetUnused(since, 1_000))).containsExactlyInAnyOrderElementsOf(expected);
            for (InboxId id : expected) {
                model.forget(id);
                dropEmpty(id.owner(), since);
            }
        }

        /** An owner of whom the model knows nothing is none. */
        private void dropEmpty(String user) {
            if (model.owner(user).usedAt.equals(Instant.MIN)
                    && model.owner(user).boxes.isEmpty()) {
                model.owners.remove(user);
            }
        }

        private void dropEmpty(String user, Instant since) {
            InboxModel.Owner owner = model.owners.get(user);
            if (owner != null && owner.boxes.isEmpty() && owner.usedAt.isBefore(since)) {
                model.owners.remove(user);
            }
        }

        private InboxModel.Box box(InboxId id) {
            InboxModel.Box box = model.owner(id.owner()).boxes.get(id.device());
            if (box == null) {
                throw new AssertionError("the model has no " + id);
            }
            return box;
        }

        private Position ownStart(InboxId id) {
            Head head = head("@" + id.owner());
            return new Position(head.epoch(), head.first() - 1);
        }

        private InboxId inbox() {
            return new InboxId(user(), random.nextInt(3) == 0 ? "phone" : "");
        }

        private String user() {
            return "user" + random.nextInt(USERS);
        }

        private String channel() {
            return "channel" + random.nextInt(CHANNELS);
        }
    }
}
