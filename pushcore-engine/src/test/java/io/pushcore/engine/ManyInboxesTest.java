package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.InboxSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What open inboxes cost: run with {@code -Pfull -Dgroups=full}. */
@Tag("full")
class ManyInboxesTest {
    private static final int INBOXES = 100_000;
    private static final int FOLLOWS = 100;
    private static final int CHANNELS = 10_000;

    @Test
    void tenMillionFollowsOfOpenInboxesCostAtMostFortyBytesEach() throws Exception {
        double inbox = bytesOfAnInboxThatFollowsNothing();
        try (Broker broker = Broker.open()) {
            long before = used();
            for (int i = 0; i < INBOXES; i++) {
                for (int j = 0; j < FOLLOWS; j++) {
                    broker.channel("channel" + channel(i, j)).follow("user" + i).join();
                }
            }
            long followed = used();
            List<InboxSession> sessions = open(broker, "user");
            long open = used();
            double stored = (followed - before) / (double) INBOXES / FOLLOWS;
            double registered = ((open - followed) / (double) INBOXES - inbox) / FOLLOWS;
            System.out.printf(
                    "%,d open inboxes: %,.0f bytes each with its session; with %d follows each: %.1f bytes a follow in the storage,"
                            + " %.1f while it is open%n",
                    INBOXES, inbox, FOLLOWS, stored, registered);
            assertThat(registered).isLessThan(40);
            broker.channel("channel0").publish("to all who follow").join();
            int followers = 0;
            for (int i = 0; i < INBOXES; i++) {
                if (follows(i, 0)) {
                    followers++;
                    assertThat(sessions.get(i).next(Duration.ofSeconds(60))).isPresent();
                }
            }
            assertThat(followers).isGreaterThan(100);
        }
    }

    private static double bytesOfAnInboxThatFollowsNothing() throws InterruptedException {
        try (Broker broker = Broker.open()) {
            long before = used();
            List<InboxSession> sessions = open(broker, "user");
            double each = (used() - before) / (double) sessions.size();
            sessions.forEach(InboxSession::close);
            return each;
        }
    }

    private static List<InboxSession> open(Broker broker, String name) {
        List<InboxSession> sessions = new ArrayList<>(INBOXES);
        for (int i = 0; i < INBOXES; i++) {
            sessions.add(broker.inbox(name + i).open().join());
        }
        return sessions;
    }

    private static int channel(int user, int follow) {
        return (int) ((user * 31L + follow * 97L) % CHANNELS);
    }

    private static boolean follows(int user, int channel) {
        return IntStream.range(0, FOLLOWS).anyMatch(follow -> channel(user, follow) == channel);
    }

    private static long used() throws InterruptedException {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
