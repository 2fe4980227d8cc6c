package io.pushcore.storage.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Position;
import io.pushcore.storage.Followed;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.OpenedInbox;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who follows what, and from where. */
abstract class FollowRules extends InboxRules {
    private static final Comparator<String> BYTES =
            Comparator.comparing(name -> name.getBytes(UTF_8), Arrays::compareUnsigned);

    FollowRules() {}

    @Test
    @DisplayName("T116 a follow takes effect at the head; followed already, it stays where that was")
    void aFollowTakesEffectAtTheHead() {
        Writer writer = writer("w");
        Position unwritten = follow("ann", "news");
        assertThat(unwritten).isEqualTo(new Position(head("news").epoch(), 0));
        Position third = writer.appendCount("news", 3).get(2).position();
        assertThat(follow("bob", "news")).isEqualTo(third);
        writer.append("news", "4");
        long version = version("bob");
        assertThat(follow("bob", "news")).isEqualTo(third);
        assertThat(await(inboxes().follow("bob", "news", unwritten))).isEqualTo(third);
        assertThat(follow("ann", "news")).isEqualTo(unwritten);
        assertThat(version("bob")).as("nothing has changed").isEqualTo(version);
        assertThat(await(inboxes().follow("cem", "news", third.plus(-2)))).isEqualTo(third.plus(-2));
    }

    @Test
    @DisplayName("T117 a follow while others append parts what was appended before the call from what comes after it")
    void aFollowPartsBeforeFromAfter() {
        AtomicLong begun = new AtomicLong();
        AtomicLong done = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();
        int follows = 300;
        inThreads(3, thread -> {
            if (thread < 2) {
                Writer writer = writer("w" + thread);
                while (!over.get()) {
                    begun.incrementAndGet();
                    long offset = writer.append("news", "x").offset();
                    done.accumulateAndGet(offset, Math::max);
                }
                return;
            }
            try {
                for (int i = 0; i < follows; i++) {
                    long before = done.get();
                    Position effect = follow("user" + i, "news");
                    assertThat(effect.offset()).isBetween(before, begun.get());
                }
            } finally {
                over.set(true);
            }
        });
        assertThat(await(inboxes().followers("news", "", 1_000))).hasSize(follows);
    }

    @Test
    @DisplayName("T118 what is unfollowed is not read any more, and followed again it begins anew")
    void unfollowing() {
        Writer writer = writer("w");
        follow("ann", "news");
        follow("ann", "other");
        OpenedInbox opened = open(ANN);
        record(checkpoint(ANN, opened, 0, 0, moved(in(opened.followed(), "news"), 50, 60)));
        long version = version("ann");
        assertThat(await(inboxes().unfollow("ann", "news"))).isTrue();
        assertThat(version("ann")).isNotEqualTo(version);
        assertThat(await(inboxes().unfollow("ann", "news"))).isFalse();
        assertThat(await(inboxes().unfollow("nobody", "news"))).isFalse();
        assertThat(channels(ANN)).containsExactly("@ann", "other");
        assertThat(await(inboxes().followers("news", "", 10))).isEmpty();
        writer.appendCount("news", 3);
        Position again = follow("ann", "news");
        assertThat(again.offset()).isEqualTo(3);
        assertThat(cursor(ANN, "news").cursor().floor()).isEqualTo(3);
        assertThat(cursor(ANN, "news").cursor().beyond().isEmpty()).isTrue();
        assertThat(cursor(ANN, "news").version()).isEqualTo(version("ann"));
    }

    @Test
    @DisplayName("T119 followers are told in the order of their bytes, in pages after a name")
    void followersAreToldInPages() {
        List<String> names = new ArrayList<>(NameRules.ODD);
        for (int i = 0; i < 1_500; i++) {
            names.add("user" + (i * 7_919 % 1_500));
        }
        names.forEach(name -> follow(name, "news"));
        follow("elsewhere", "other");
        names.sort(BYTES);
        assertThat(await(inboxes().followers("news", "", 10_000))).isEqualTo(names);
        for (int i = 0; i < names.size(); i += 3) {
            await(inboxes().unfollow(names.get(i), "news"));
        }
        List<String> left = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (i % 3 != 0) {
                left.add(names.get(i));
            }
        }
        List<String> paged = new ArrayList<>();
        String after = "";
        for (List<String> page = page(after); !page.isEmpty(); page = page(after)) {
            assertThat(page).hasSizeLessThanOrEqualTo(70);
            paged.addAll(page);
            after = page.get(page.size() - 1);
        }
        assertThat(paged).isEqualTo(left);
        assertThat(await(inboxes().followers("news", names.get(3), 1))).containsExactly(names.get(4));
        assertThat(await(inboxes().followers("nothing", "", 10))).isEmpty();
    }

    @Test
    @DisplayName("T120 a version is another one whenever what its owner follows has changed, and none comes twice")
    void versionsNeverComeTwice() {
        assertThat(version("ann")).isZero();
        Set<Long> seen = new HashSet<>();
        for (int life = 0; life < 3; life++) {
            OpenedInbox opened = open(ANN);
            assertThat(opened.followVersion()).isEqualTo(version("ann"));
            for (int i = 0; i < 5; i++) {
                follow("ann", "c" + i);
                assertThat(seen.add(version("ann"))).isTrue();
                assertThat(cursor(ANN, "c" + i).version()).isEqualTo(version("ann"));
            }
            await(inboxes().unfollow("ann", "c1"));
            assertThat(seen.add(version("ann"))).isTrue();
            follow("bob", "c" + life);
            assertThat(await(inboxes().versions(List.of("bob", "nobody", "ann", "bob"))))
                    .containsExactly(version("bob"), 0L, version("ann"), version("bob"));
            await(inboxes().forget(ANN));
            assertThat(version("ann")).isZero();
        }
    }

    @Test
    @DisplayName("T121 a follow holds for all inboxes of its owner, each with a cursor of its own")
    void aFollowHoldsForAllDevices() {
        Position early = follow("ann", "early");
        OpenedInbox own = open(ANN);
        OpenedInbox phone = open(PHONE);
        writer("w").appendCount("late", 2);
        Position late = follow("ann", "late");
        record(checkpoint(ANN, own, 0, 0, moved(in(own.followed(), "early"), 7)));
        assertThat(cursor(ANN, "early").cursor().floor()).isEqualTo(7);
        assertThat(cursor(PHONE, "early").cursor().floor()).isEqualTo(early.offset());
        InboxId tablet = new InboxId("ann", "tablet");
        assertThat(followed(tablet)).as("as it would begin").isEqualTo(followed(PHONE));
        assertThat(await(inboxes().exists(tablet))).isFalse();
        assertThat(open(tablet).followed()).isEqualTo(followed(PHONE));
        record(checkpoint(PHONE, phone, 0, 0, moved(cursor(PHONE, "late"), 9)));
        assertThat(cursor(ANN, "late").cursor().floor()).isEqualTo(late.offset());
        await(inboxes().unfollow("ann", "early"));
        assertThat(channels(ANN)).isEqualTo(channels(PHONE)).containsExactly("@ann", "late");
    }

    @Test
    @DisplayName("T122 what is followed comes in the order of the bytes, the own log first")
    void followedComesInOrder() {
        List<String> names = new ArrayList<>(NameRules.ODD);
        names.remove("@ann");
        names.forEach(name -> follow("ann", name));
        names.sort(BYTES);
        names.add(0, "@ann");
        assertThat(channels(ANN)).isEqualTo(names);
        assertThat(channels(new InboxId("nobody", ""))).containsExactly("@nobody");
    }

    private List<String> page(String after) {
        return await(inboxes().followers("news", after, 70));
    }

    private List<String> channels(InboxId inbox) {
        return followed(inbox).stream().map(Followed::channel).toList();
    }
}
