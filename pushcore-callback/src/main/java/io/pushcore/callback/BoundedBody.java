package io.pushcore.callback;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The body of an answer, as long as it is short. Its publisher calls it, one call at a time; {@code cancel} any thread. */
final class BoundedBody implements HttpResponse.BodySubscriber<byte[]> {
    /** 64 KiB: a thousand times what an answer needs. */
    static final int MOST_BYTES = 64 << 10;

    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    private volatile Flow.@Nullable Subscription subscription;
    private volatile boolean cancelled;

    @Override
    public CompletionStage<byte[]> getBody() {
        return whole;
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        if (cancelled) {
            newSubscription.cancel();
        } else {
            newSubscription.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
        for (ByteBuffer part : parts) {
            if (cancelled) {
                return;
            }
            if (bytes.size() + part.remaining() > MOST_BYTES) {
                cancel();
                whole.completeExceptionally(new Unusable(Unusable.Why.TOO_LARGE, "more than 64 KiB"));
                return;
            }
            byte[] copy = new byte[part.remaining()];
            part.get(copy);
            bytes.writeBytes(copy);
        }
    }

    @Override
    public void onError(Throwable failure) {
        whole.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        whole.complete(bytes.toByteArray());
    }

    /** Wants no more of it. */
    void cancel() {
        cancelled = true;
        Flow.Subscription known = subscription;
        if (known != null) {
            known.cancel();
        }
    }
}
