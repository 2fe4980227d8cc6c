package io.pushcore.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.storage.Changes;
import io.pushcore.storage.Checkpoint;
import io.pushcore.storage.Head;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.InboxStore;
import io.pushcore.storage.OpenedInbox;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes on one schema. */
class NodesTest {
    private static final int EACH = 300;

    private final String schema = PostgresServer.newSchema();
    private final OpenedJdbc one = open();
    private final OpenedJdbc other = open();

    private OpenedJdbc open() {
        return OpenedJdbc.of(
                JdbcStorage.on(PostgresServer.shared().source()).schema(schema).createSchema());
    }

    @AfterEach
    void close() {
        one.close();
        other.close();
    }

    @Test
    void appendsOfBothAreOneLogWithoutHoles() {
        CompletableFuture<List<Message>> ofOther = CompletableFuture.supplyAsync(() -> append(other, "other"));
        List<Message> all = new ArrayList<>(append(one, "one"));
        all.addAll(ofOther.join());
        List<Message> log = one.kept("news");
        assertThat(log).hasSize(2 * EACH).containsExactlyInAnyOrderElementsOf(all);
        assertThat(other.kept("news")).isEqualTo(log);
        for (int i = 0; i < log.size(); i++) {
            assertThat(log.get(i).offset()).isEqualTo(i + 1);
        }
        assertThat(log).extracting(Message::time).isSorted().doesNotHaveDuplicates();
    }

    private static List<Message> append(OpenedJdbc node, String name) {
        List<Message> mine = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            mine.add(node.append("news", name + i));
        }
        return mine;
    }

    @Test
    void oneHearsWhatTheOtherAppends() {
        String token = OpenedJdbc.join(one.log.changedSince("", 100)).next();
        Message message = other.append("news", "x");
        Changes changes = OpenedJdbc.join(one.log.changedSince(token, 100));
        assertThat(changes.heads())
                .containsExactly(new Head("news", message.position().epoch(), 1, 1));
        assertThat(OpenedJdbc.join(one.log.changedSince(changes.next(), 100)).heads())
                .isEmpty();
    }

    @Test
    void whoTakesAnInboxOverFencesTheOther() {
        InboxId ann = new InboxId("ann", "");
        InboxStore first = one.storage.inboxStore().orElseThrow();
        InboxStore second = other.storage.inboxStore().orElseThrow();
        OpenedInbox old = OpenedJdbc.join(first.open(ann, "one", 10));
        OpenedInbox now = OpenedJdbc.join(second.open(ann, "other", 10));
        assertThat(now.fence()).isGreaterThan(old.fence());
        assertThat(OpenedJdbc.join(first.checkpoint(List.of(checkpoint(ann, old)))))
                .containsExactly(Checkpoint.Outcome.FENCED);
        assertThat(OpenedJdbc.join(second.checkpoint(List.of(checkpoint(ann, now)))))
                .containsExactly(Checkpoint.Outcome.RECORDED);
        assertThat(OpenedJdbc.join(first.holder(ann))).contains("other");
    }

    private static Checkpoint checkpoint(InboxId inbox, OpenedInbox opened) {
        return new Checkpoint(
                inbox, opened.fence(), 0, opened.numbers().first() - 1, List.of(), opened.burned(), List.of(), false);
    }

    @Test
    void aNodeThatEndsInTheMidstLeavesTheOtherWhatItAcknowledged() {
        Position last = one.append("news", "acknowledged").position();
        OpenedJdbc.join(one.storage.abandon());
        assertThat(other.texts("news")).containsExactly("acknowledged");
        assertThat(other.append("news", "next").position()).isEqualTo(last.plus(1));
    }
}
