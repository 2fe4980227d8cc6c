package io.pushcore.engine.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Delivery;
import io.pushcore.InboxEvent;
import io.pushcore.InboxGap;
import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import io.pushcore.storage.Shown;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I1, I3: what is shown again stands under its numbers, whatever epochs began meanwhile")
class InboxLoadTest {
    private final List<Message> log = new ArrayList<>();
    /** The epochs, the oldest first, and how far each holds. */
    private final List<String> epochs = new ArrayList<>();

    private int most = Integer.MAX_VALUE;

    private void epoch(String name, int messages) {
        epochs.add(name);
        for (int i = 0; i < messages; i++) {
            Position position = new Position(name, log.size() + 1);
            log.add(new Message(
                    "news",
                    position,
                    Instant.EPOCH,
                    Payload.of(name + " " + position.offset()),
                    "",
                    Map.of(),
                    "",
                    Instant.MAX));
        }
    }

    /** The last messages are in no copy of the log. */
    private void lose(int messages) {
        log.subList(log.size() - messages, log.size()).clear();
    }

    private long end(String epoch) {
        List<String> later = epochs.subList(epochs.indexOf(epoch) + 1, epochs.size());
        return log.stream()
                .filter(message -> later.contains(message.position().epoch()))
                .findFirst()
                .map(message -> message.offset() - 1)
                .orElse((long) log.size());
    }

    private CompletionStage<ReadResult> read(Read read) {
        long from = read.from().offset();
        long end = epochs.contains(read.from().epoch()) ? end(read.from().epoch()) : -1;
        ReadResult result = from <= end
                ? found(from, read.limit())
                : new ReadResult.Gone(read.from(), at(Math.max(0, end)), found(Math.max(0, end), read.limit()));
        return CompletableFuture.completedFuture(result);
    }

    private Position at(long offset) {
        return new Position(epochs.get(epochs.size() - 1), offset);
    }

    private ReadResult.Found found(long from, int limit) {
        int to = (int) Math.min(log.size(), from + Math.min(limit, most));
        return new ReadResult.Found(log.subList((int) from, to), at(to), at(log.size()));
    }

    private List<String> again(Position first, int count) {
        Run run = Run.of(new Shown.Run(100, "news", first, count));
        return new InboxLoad(this::read)
                .again(run).toCompletableFuture().join().stream()
                        .map(InboxLoadTest::said)
                        .toList();
    }

    private static String said(InboxEvent event) {
        return event instanceof Delivery delivery
                ? delivery.seq() + " " + delivery.message().text()
                : ((InboxGap) event).seq() + " " + ((InboxGap) event).reason();
    }

    @Test
    void messagesOfAnEpochBeforeThatInWhichTheyWereShownAreThere() {
        epoch("one", 2);
        epoch("two", 1);
        epoch("three", 1);
        assertThat(again(new Position("two", 1), 3)).containsExactly("100 one 1", "101 one 2", "102 two 3");
    }

    @Test
    void whatCameInPlaceOfWhatWasLostHasOtherNumbers() {
        epoch("one", 5);
        lose(2);
        epoch("two", 3);
        assertThat(again(new Position("one", 2), 4))
                .containsExactly("100 one 2", "101 one 3", "102 TRIMMED", "103 TRIMMED");
        assertThat(again(new Position("one", 4), 2)).containsExactly("100 TRIMMED", "101 TRIMMED");
    }

    @Test
    void pageByPageItIsTheSame() {
        most = 1;
        epoch("one", 5);
        lose(2);
        epoch("two", 3);
        assertThat(again(new Position("one", 1), 5))
                .containsExactly("100 one 1", "101 one 2", "102 one 3", "103 TRIMMED", "104 TRIMMED");
    }

    @Test
    void ofAChannelThatWasDeletedNothingIsThere() {
        epoch("another", 5);
        assertThat(again(new Position("one", 2), 2)).containsExactly("100 TRIMMED", "101 TRIMMED");
    }
}
