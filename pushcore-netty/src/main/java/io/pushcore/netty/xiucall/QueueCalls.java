package io.pushcore.netty.xiucall;

import io.pushcore.Broker;
import io.pushcore.Delivery;
import io.pushcore.History;
import io.pushcore.InboxEvent;
import io.pushcore.InboxGap;
import io.pushcore.Message;
import io.pushcore.Start;
import io.pushcore.Time;
import io.pushcore.netty.admin.Answer;
import io.pushcore.netty.http.Request;
import io.pushcore.transport.Output;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code /queues/ID} and {@code /watch/ID}: what is in a queue, and what one of its readers has next. Keeps no state. */
final class QueueCalls {
    private static final Duration USUAL_SINCE = Duration.ofMinutes(5);
    private static final int USUAL_LIMIT = 10;
    private static final int MOST = 1_000;
    private static final int USUAL_CONSUMER = 10;
    /** Whoever is gone without a word is forgotten then. */
    private static final Duration LONGEST_WATCH = Duration.ofMinutes(10);

    private final Broker broker;
    private final Time time;

    QueueCalls(Broker broker, Time time) {
        this.broker = broker;
        this.time = time;
    }

    // ---- /queues

    CompletionStage<Answer> list(Request request, String id) {
        List<String> errors = new ArrayList<>(0);
        long latest = time.now().getEpochSecond();
        long since = Numbers.read(request, "since", latest - USUAL_SINCE.toSeconds(), Numbers.ANY, errors);
        long limit = Numbers.read(request, "limit", USUAL_LIMIT, Numbers.within(0, MOST + 1), errors);
        if (!errors.isEmpty()) {
            return CompletableFuture.completedFuture(XiucallAnswers.wrong(400, errors));
        }
        XiucallQueue queue = new XiucallQueue(broker, id);
        return queue.inbox()
                .exists()
                .thenCompose(exists -> exists
                        ? list(queue, Instant.ofEpochSecond(since), (int) limit)
                        : CompletableFuture.completedFuture(XiucallAnswers.wrong(200, List.of("{}"))));
    }

    private CompletableFuture<Answer> list(XiucallQueue queue, Instant since, int limit) {
        return broker.channel(queue.log())
                .history(new History(Start.since(since), limit, false))
                .thenCompose(
                        page -> acked(queue, page.messages()).thenApply(acked -> documents(page.messages(), acked)));
    }

    private static CompletableFuture<XiucallQueue.Bits> acked(XiucallQueue queue, List<Message> messages) {
        return messages.isEmpty()
                ? CompletableFuture.completedFuture(new XiucallQueue.Bits(List.of()))
                : queue.acked(
                        messages.get(0).offset(),
                        messages.get(messages.size() - 1).offset());
    }

    private static Answer documents(List<Message> messages, XiucallQueue.Bits acked) {
        Output out = new Output().put("{\"ok\":1,\"messages\":[");
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            XiucallJson.document(new Delivery(0, message, 0), acked.of(message.offset()), out.put(i == 0 ? "" : ","));
        }
        return XiucallAnswers.json(200, out.put("]}"));
    }

    // ---- /watch

    /** Answers with what a reader has next, once there is something; the same until it is committed. */
    CompletionStage<Answer> watch(Request request, String id) {
        List<String> errors = new ArrayList<>(0);
        int consumer = consumer(request, errors);
        if (!errors.isEmpty()) {
            return CompletableFuture.completedFuture(XiucallAnswers.wrong(400, errors));
        }
        XiucallQueue queue = new XiucallQueue(broker, id);
        CompletableFuture<Void> created = queue.create();
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Time.Timer timer = time.schedule(LONGEST_WATCH, () -> answer.complete(XiucallAnswers.json(408, "{\"ok\":0}")));
        answer.whenComplete((told, gone) -> timer.cancel());
        created.whenComplete((made, failure) -> {
            if (failure != null) {
                answer.completeExceptionally(failure);
            } else if (!answer.isDone()) {
                watch(queue, consumer, answer);
            }
        });
        return answer;
    }

    private static void watch(XiucallQueue queue, int consumer, CompletableFuture<Answer> answer) {
        CompletableFuture<InboxEvent> first = queue.inbox(consumer).first();
        // also where nobody waits any more
        answer.whenComplete((told, gone) -> first.cancel(false));
        first.thenCompose(event -> watched(queue, event)).whenComplete((found, failure) -> {
            if (found != null) {
                answer.complete(found);
            } else {
                answer.completeExceptionally(failure);
            }
        });
    }

    private static CompletableFuture<Answer> watched(XiucallQueue queue, InboxEvent event) {
        if (!(event instanceof Delivery delivery)
                || !delivery.message().channel().equals(queue.log())) {
            return CompletableFuture.completedFuture(watched(event, 0));
        }
        long offset = delivery.message().offset();
        return queue.acked(offset, offset).thenApply(acked -> watched(event, acked.of(offset)));
    }

    private static Answer watched(InboxEvent event, int acked) {
        Output out = new Output().put("{\"ok\":1,\"message\":");
        XiucallJson.document(event, acked, out);
        return XiucallAnswers.json(200, out.put('}'));
    }

    /** Commits what a reader has next, if it is this. */
    CompletionStage<Answer> commit(Request request, String id) {
        List<String> errors = new ArrayList<>(0);
        int consumer = consumer(request, errors);
        String document = request.parameter("_id").orElse("");
        if (document.isEmpty()) {
            errors.add("{\"_id\":\"_id required.\"}");
        }
        if (!errors.isEmpty()) {
            return CompletableFuture.completedFuture(XiucallAnswers.wrong(400, errors));
        }
        XiucallQueue queue = new XiucallQueue(broker, id);
        return queue.inbox()
                .exists()
                .thenCompose(exists -> exists
                        ? commit(queue, consumer, document)
                        : CompletableFuture.completedFuture(XiucallAnswers.wrong(200, List.of("{}"))));
    }

    private static CompletableFuture<Answer> commit(XiucallQueue queue, int consumer, String document) {
        return queue.inbox(consumer).pending(1).thenCompose(pending -> {
            InboxEvent first =
                    pending.events().isEmpty() ? null : pending.events().get(0);
            if (first == null || !XiucallJson.id(first).equals(document)) {
                return CompletableFuture.completedFuture(XiucallAnswers.json(200, "{\"ok\":0}"));
            }
            long seq = first instanceof Delivery delivery ? delivery.seq() : ((InboxGap) first).seq();
            return queue.inbox(consumer).ack(seq).thenApply(done -> XiucallAnswers.json(200, "{\"ok\":1}"));
        });
    }

    private static int consumer(Request request, List<String> errors) {
        return (int)
                Numbers.read(request, "channel", USUAL_CONSUMER, Numbers.within(0, XiucallQueue.CONSUMERS), errors);
    }
}
