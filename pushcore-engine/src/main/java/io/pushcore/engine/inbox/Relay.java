package io.pushcore.engine.inbox;

import io.pushcore.ErrorCode;
import io.pushcore.PendingMessages;
import io.pushcore.PushCoreException;
import io.pushcore.engine.inbox.InboxCodec.Question;
import io.pushcore.storage.InboxId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Questions to an inbox that another node has open are answered there: to open it here would end the session that is there. Where that node is dead,
 * or has it no more, the inbox is opened here. Usable from any thread.
 */
final class Relay {
    private static final String PENDING = "inbox pending";
    private static final String ACK = "inbox ack";

    private final Ground ground;
    private final OpenInboxes open;

    Relay(Ground ground, OpenInboxes open) {
        this.ground = ground;
        this.open = open;
        ground.onAsked(
                PENDING,
                body -> asked(
                        body,
                        (inbox, most) -> pendingHere(inbox, (int) Math.min(most, Integer.MAX_VALUE))
                                .thenApply(InboxCodec::pending)));
        ground.onAsked(
                ACK, body -> asked(body, (inbox, seq) -> inbox.ack(seq, false).thenApply(done -> InboxCodec.done())));
    }

    /** What is asked of an inbox that is open here. */
    private interface Answer {
        CompletionStage<List<byte[]>> of(OpenInbox inbox, long number);
    }

    private CompletionStage<List<byte[]>> asked(byte[] body, Answer answer) {
        Question question = InboxCodec.question(body);
        OpenInbox there = open.of(question.inbox());
        if (there == null || there.hasEnded()) {
            return CompletableFuture.completedFuture(InboxCodec.notMine());
        }
        return answer.of(there, question.number())
                .exceptionally(failure -> cause(failure) instanceof PushCoreException known && !there.hasEnded()
                        ? InboxCodec.refused(known)
                        : InboxCodec.notMine());
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    static CompletableFuture<PendingMessages> pendingHere(OpenInbox inbox, int most) {
        return inbox.questions()
                .list(most)
                .thenCompose(
                        events -> inbox.questions().count().thenApply(count -> new PendingMessages(count, events)));
    }

    CompletableFuture<PendingMessages> pending(
            InboxId inbox, int most, Supplier<CompletableFuture<PendingMessages>> here) {
        return ask(PENDING, new Question(inbox, most), InboxCodec::pending, here);
    }

    @SuppressWarnings("NullAway") // of Void there is no value
    CompletableFuture<Void> ack(InboxId inbox, long seq, Supplier<CompletableFuture<Void>> here) {
        return ask(ACK, new Question(inbox, seq), items -> null, here);
    }

    @SuppressWarnings("NullAway") // of Void there is no value
    private <T> CompletableFuture<T> ask(
            String name, Question question, Function<List<byte[]>, T> read, Supplier<CompletableFuture<T>> here) {
        return isElsewhere(question.inbox())
                .thenCompose(node -> node.isEmpty()
                        ? here.get()
                        : ground.ask(node, name, InboxCodec.bytes(question)).thenCompose(items -> {
                            if (InboxCodec.isAnswer(items)) {
                                return CompletableFuture.completedFuture(read.apply(items));
                            }
                            return silent(items, here);
                        }));
    }

    /** The node has it no more; or does not answer, and then it may have it still. */
    private static <T> CompletableFuture<T> silent(List<byte[]> items, Supplier<CompletableFuture<T>> here) {
        return items.isEmpty()
                ? CompletableFuture.failedFuture(
                        new PushCoreException(
                                ErrorCode.BUSY,
                                "the node that has the inbox open does not answer, or not in what the carrier takes; ask again"))
                : here.get();
    }

    /** The node that lives and has an inbox open that is not open here; empty if none has. */
    CompletableFuture<String> isElsewhere(InboxId inbox) {
        if (!ground.isShared() || open.of(inbox) != null) {
            return CompletableFuture.completedFuture("");
        }
        return ground.store()
                .holder(inbox)
                .thenCompose(holder -> holder.isEmpty() || holder.get().equals(ground.node())
                        ? CompletableFuture.completedFuture("")
                        : ground.lives(holder.get()).thenApply(lives -> lives ? holder.get() : ""))
                .toCompletableFuture();
    }
}
