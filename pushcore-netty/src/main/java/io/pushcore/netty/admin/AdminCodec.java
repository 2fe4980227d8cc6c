package io.pushcore.netty.admin;

import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Carrier;
import io.pushcore.netty.http.ExchangeCodec;
import io.pushcore.netty.http.Head;
import io.pushcore.netty.http.NudgeForm;
import io.pushcore.netty.http.Refusals;
import io.pushcore.netty.http.Request;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One request to the admin port. It has no commands: what it asks, it asks the broker itself. Only its lane touches it. */
public final class AdminCodec implements ExchangeCodec {
    private final Request request;
    private final Carrier carrier;
    private final Refusals refusals;
    private final int maxBodyBytes;
    private final Function<ByteBuffer, CompletionStage<Answer>> call;
    private boolean closes;
    private boolean said;
    private boolean endsWithInput;
    private @Nullable CompletableFuture<Answer> asked;
    /** The whole answer, put there by whichever thread completed it. */
    private volatile @Nullable Output answer;

    /** @param call is given the body on the lane, and completes on any thread */
    AdminCodec(Request request, Carrier carrier, int maxBodyBytes, Function<ByteBuffer, CompletionStage<Answer>> call) {
        this(request, carrier, maxBodyBytes, call, Refusals.PROBLEMS);
    }

    /** @param refusals how a failure is answered */
    public AdminCodec(
            Request request,
            Carrier carrier,
            int maxBodyBytes,
            Function<ByteBuffer, CompletionStage<Answer>> call,
            Refusals refusals) {
        this.refusals = refusals;
        this.request = request;
        this.carrier = carrier;
        this.maxBodyBytes = maxBodyBytes;
        this.call = call;
        this.closes = !request.keepsAlive();
    }

    /** The connection does not go on after this. */
    AdminCodec closing() {
        closes = true;
        return this;
    }

    /** It may wait for long: whoever sends no more is taken to be gone. */
    public AdminCodec waiting() {
        endsWithInput = true;
        return this;
    }

    /** Whether it is over when the client sends no more, unless it is answered. */
    boolean endsWithInput() {
        return endsWithInput && !said;
    }

    @Override
    public int maxBodyBytes() {
        return maxBodyBytes;
    }

    @Override
    public void body(ByteBuffer bytes) {
        try {
            CompletableFuture<Answer> whole = call.apply(bytes).toCompletableFuture();
            asked = whole;
            whole.whenComplete((found, failure) -> {
                if (found != null) {
                    whole(found);
                } else {
                    problem(failure);
                }
                carrier.wake();
            });
        } catch (RuntimeException wrong) {
            problem(wrong);
        }
    }

    private void whole(Answer found) {
        Output out = new Output(found.body().length() + 256);
        Head.of(found.status(), request.header("origin"), out).closes(closes).whole(found.type(), found.body());
        answer = out;
    }

    private void problem(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        PushCoreException known = cause instanceof PushCoreException one
                ? one
                : new PushCoreException(ErrorCode.INTERNAL, "the broker failed to answer this", cause);
        Output out = new Output();
        refusals.refuse(known, request.header("origin"), closes, out);
        answer = out;
    }

    /** The answer, once, when it is there. */
    public @Nullable Output take() {
        Output ready = said ? null : answer;
        if (ready != null) {
            said = true;
            carrier.finish();
        }
        return ready;
    }

    /** Gives up on a client that does not read. */
    public void giveUpAfter(Duration patience, Runnable close) {
        carrier.after(patience, () -> {
            closes = true;
            close.run();
        });
    }

    /** What nobody waits for is given up. */
    @Override
    public void closed() {
        CompletableFuture<Answer> open = asked;
        asked = null;
        if (open != null) {
            open.cancel(false);
        }
    }

    @Override
    public boolean keepsAlive() {
        return !closes;
    }

    @Override
    public @Nullable Command decode(ByteBuffer in) {
        return null;
    }

    @Override
    public WireForm form() {
        return NudgeForm.INSTANCE;
    }

    @Override
    public void encode(Command command, Reply reply, Output out) {}

    @Override
    public void encode(Event event, Output out) {}

    @Override
    public void farewell(ErrorCode code, String sentence, Output out) {}
}
