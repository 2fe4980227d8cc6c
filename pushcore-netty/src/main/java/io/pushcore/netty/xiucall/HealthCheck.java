package io.pushcore.netty.xiucall;

import io.pushcore.Broker;
import io.pushcore.Delivery;
import io.pushcore.Inbox;
import io.pushcore.InboxEvent;
import io.pushcore.InboxGap;
import io.pushcore.PushCoreException;
import io.pushcore.Time;
import io.pushcore.netty.admin.Answer;
import io.pushcore.netty.http.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

/**
 * {@code /healthy}: a message through the whole path, from a push to its commit, in a queue of its own. One check after the other, or one would commit what
 * another waits for; who asked for it looks after the time. Usable from any thread.
 */
final class HealthCheck {
    private static final String USER = "xiucall-healthy";
    private static final int USUAL_MILLIS = 5_000;
    private static final int LONGEST_MILLIS = 60_000;

    private final Broker broker;
    private final Time time;
    private final AtomicReference<CompletableFuture<?>> last =
            new AtomicReference<>(CompletableFuture.completedFuture(null));

    HealthCheck(Broker broker, Time time) {
        this.broker = broker;
        this.time = time;
    }

    CompletionStage<Answer> check(Request request) {
        List<String> errors = new ArrayList<>(0);
        long millis = Numbers.read(request, "timeout", USUAL_MILLIS, Numbers.within(0, LONGEST_MILLIS + 1), errors);
        if (!errors.isEmpty()) {
            return CompletableFuture.completedFuture(XiucallAnswers.wrong(400, errors));
        }
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Time.Timer timer =
                time.schedule(Duration.ofMillis(millis), () -> answer.complete(XiucallAnswers.json(408, "{\"ok\":0}")));
        answer.whenComplete((told, gone) -> timer.cancel());
        after(answer);
        return answer;
    }

    private void after(CompletableFuture<Answer> answer) {
        last.getAndSet(answer).whenComplete((done, failure) -> {
            if (!answer.isDone()) {
                begin(answer);
            }
        });
    }

    private void begin(CompletableFuture<Answer> answer) {
        whole(answer)
                .whenComplete((done, failure) -> answer.complete(XiucallAnswers.json(
                        failure == null ? 200 : 500, failure == null ? "{\"ok\":1}" : "{\"ok\":0}")));
    }

    private CompletableFuture<Void> whole(CompletableFuture<Answer> answer) {
        try {
            Inbox inbox = broker.inbox(USER);
            return broker.push(USER, "healthy")
                    .thenCompose(pushed -> through(inbox, pushed.position().offset(), answer));
        } catch (PushCoreException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    /** Commits what is there, what checks have left that were too late among it, until this comes. */
    private static CompletableFuture<Void> through(Inbox inbox, long offset, CompletableFuture<Answer> answer) {
        CompletableFuture<InboxEvent> first = inbox.first();
        answer.whenComplete((told, gone) -> first.cancel(false));
        return first.thenCompose(event -> inbox.ack(seq(event))
                .thenCompose(done ->
                        event instanceof Delivery delivery && delivery.message().offset() >= offset
                                ? CompletableFuture.completedFuture(null)
                                : through(inbox, offset, answer)));
    }

    private static long seq(InboxEvent event) {
        return event instanceof Delivery delivery ? delivery.seq() : ((InboxGap) event).seq();
    }
}
