package io.pushcore.engine;

import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.Limit;
import io.pushcore.PushCoreException;
import io.pushcore.RequestHandler;
import io.pushcore.Time;
import io.pushcore.transport.Command;
import io.pushcore.transport.Reply;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What clients ask the application itself: asked on the executor, and not waited for longer than a limit. */
final class Requests {
    private final Engine engine;

    Requests(Engine engine) {
        this.engine = engine;
    }

    void call(NetLink link, Slot slot, Command.Call command) {
        Identity who = link.identity();
        ask(
                link,
                slot,
                handler -> handler.call(who, command.method(), command.data())
                        .thenApply(answer -> new Reply.Result(Objects.requireNonNull(answer, "no answer"))));
    }

    void tell(NetLink link, Slot slot, Command.Tell command) {
        Identity who = link.identity();
        ask(link, slot, handler -> {
            handler.tell(who, command.data());
            return CompletableFuture.completedFuture(new Reply.Done());
        });
    }

    private void ask(NetLink link, Slot slot, Function<RequestHandler, CompletionStage<Reply>> question) {
        RequestHandler handler = engine.options
                .requests()
                .orElseThrow(() -> new PushCoreException(ErrorCode.NOT_FOUND, "this broker answers no calls"));
        CompletableFuture<Reply> answer = Question.ask(engine.executor, () -> question.apply(handler));
        Time.Timer timer = engine.time.schedule(
                engine.tuned().within(Limit.CALL_WITHIN_MILLIS),
                () -> answer.completeExceptionally(new PushCoreException(
                        ErrorCode.TIMEOUT,
                        "the application did not answer in time (" + Limit.CALL_WITHIN_MILLIS + ")")));
        answer.whenComplete((reply, failure) -> {
            timer.cancel();
            if (reply != null) {
                link.onLane(() -> link.answer(slot, reply));
            } else {
                Desk.refuse(link, slot, shown(failure));
            }
        });
    }

    /** What the client is told of a failure: nothing of what the application did not mean for it. */
    private PushCoreException shown(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof PushCoreException meant) {
            return meant;
        }
        engine.logLines.warn("request handler", "the handler of requests failed", cause);
        return new PushCoreException(ErrorCode.INTERNAL, "the application failed to answer");
    }
}
