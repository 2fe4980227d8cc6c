package io.pushcore.jdbc.peer;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.peer.CarrierContext;
import io.pushcore.peer.Wire;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Frames as notifications: one name for all nodes of a cluster, one for each. A frame is text, in Base64; its number keeps PostgreSQL from
 * making one of two that are the same.
 */
final class NotifyWire implements Wire {
    /** In Base64 without its end 7,999 characters, the most that a notification takes. */
    private static final int LARGEST_FRAME = 5_999;

    private final Source source;
    private final String shown;
    private final Duration connectWithin;
    private final String prefix;
    private volatile @Nullable Listener listener;
    private volatile @Nullable Notifier notifier;

    NotifyWire(Source source, String shown, Duration connectWithin, String cluster) {
        this.source = source;
        this.shown = shown;
        this.connectWithin = connectWithin;
        this.prefix = "pc." + cluster + ".";
    }

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public int largestFrame() {
        return LARGEST_FRAME;
    }

    @Override
    public CompletionStage<Void> open(CarrierContext context, Reception reception) {
        Listener listens = new Listener(source, context, reception, subject(""), subject(context.node()));
        Notifier notifies = new Notifier(source, context.node());
        listener = listens;
        notifier = notifies;
        CompletableFuture<Void> done = new CompletableFuture<>();
        var late = context.time()
                .schedule(
                        connectWithin,
                        () -> done.completeExceptionally(new PushCoreException(
                                ErrorCode.TIMEOUT,
                                shown + " was not reached within " + connectWithin.toMillis() + " ms")));
        CompletableFuture.allOf(listens.start(), notifies.start()).whenComplete((both, failure) -> {
            if (failure == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(refused(failure));
            }
        });
        return done.whenComplete((opened, failure) -> {
            late.cancel();
            if (failure != null) {
                listens.end();
                notifies.end();
            }
        });
    }

    @Override
    public CompletionStage<Void> send(String node, byte[] frame) {
        Notifier open = notifier;
        return open == null
                ? CompletableFuture.failedFuture(new PushCoreException(ErrorCode.CLOSED, "not open"))
                : open.send(subject(node), frame);
    }

    @Override
    public CompletionStage<Void> close() {
        Listener listens = listener;
        Notifier notifies = notifier;
        if (listens == null || notifies == null) {
            return CompletableFuture.completedFuture(null);
        }
        return CompletableFuture.allOf(listens.end(), notifies.end());
    }

    /** Nodes have no large letters, so that none is called ALL. */
    private String subject(String node) {
        return prefix + (node.isEmpty() ? "ALL" : node);
    }

    private PushCoreException refused(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String state = cause instanceof SQLException said && said.getSQLState() != null ? said.getSQLState() : "";
        // authorization, and a database that is not there
        boolean ofOptions = state.startsWith("28") || state.equals("3D000") || state.equals("42501");
        return new PushCoreException(
                ofOptions ? ErrorCode.BAD_OPTION : ErrorCode.TIMEOUT,
                shown + (ofOptions ? " refuses: " : " cannot be reached: ") + cause.getMessage());
    }
}
