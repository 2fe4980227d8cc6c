package io.pushcore.peer;

import io.pushcore.ErrorCode;
import io.pushcore.Pattern;
import io.pushcore.PushCoreException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A carrier over a {@link Wire}: frames with seal and version, batches, members, and an interest that heals, the same for every engine.
 * It has no threads: it runs on those of its callers, of the wire and of the timer.
 */
public final class WiredCarrier implements Carrier {
    private final Wire wire;
    private final int largestHint;
    private final AtomicBoolean opened = new AtomicBoolean();

    /** Of the broker that opened this carrier; none before that. */
    private volatile @Nullable Station station;

    private WiredCarrier(Wire wire) {
        this.wire = wire;
        this.largestHint = wire.largestFrame() - Frame.OVERHEAD - Seal.MARK_BYTES;
        if (largestHint < 1024) {
            throw new PushCoreException(
                    ErrorCode.BAD_OPTION,
                    "a wire must take frames of 2,048 bytes at least; " + wire.name() + " takes "
                            + wire.largestFrame());
        }
    }

    /** The carrier over an engine; opened once. */
    public static WiredCarrier over(Wire wire) {
        return new WiredCarrier(wire);
    }

    @Override
    public String name() {
        return wire.name();
    }

    @Override
    public CompletionStage<Void> open(CarrierContext context, Inbound inbound) {
        if (!opened.compareAndSet(false, true)) {
            return CompletableFuture.failedFuture(new PushCoreException(
                    ErrorCode.BAD_OPTION, "a carrier is of one broker: " + name() + " was opened before"));
        }
        Station begun = new Station(context, inbound, wire);
        station = begun;
        return begun.open();
    }

    @Override
    public CompletionStage<Void> interest(String channelOrPattern, boolean on) {
        Pattern.of(channelOrPattern);
        Station open = station;
        return open == null ? notOpen() : open.interest(channelOrPattern, on);
    }

    @Override
    public boolean isWanted(String channel) {
        Station open = station;
        return open != null && open.isWanted(channel);
    }

    @Override
    public void hint(String channel, byte[] hint) {
        checkSize("hint", hint);
        Station open = station;
        if (open != null) {
            open.hint(channel, hint);
        }
    }

    @Override
    public int largestHint() {
        return largestHint;
    }

    @Override
    public void control(String node, byte[] bytes) {
        checkSize("control", bytes);
        Station open = station;
        if (open != null) {
            open.control(Objects.requireNonNull(node, "node"), bytes);
        }
    }

    @Override
    public List<String> members() {
        Station open = station;
        return open == null ? List.of() : open.members();
    }

    @Override
    public CompletionStage<Void> probe() {
        Station open = station;
        return open == null ? notOpen() : open.probe();
    }

    @Override
    public CompletionStage<Void> close() {
        Station open = station;
        station = null;
        return open == null ? CompletableFuture.completedFuture(null) : open.close();
    }

    private void checkSize(String what, byte[] bytes) {
        if (bytes.length > largestHint) {
            throw new PushCoreException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "a " + what + " on the carrier " + name() + " has at most " + largestHint + " bytes, not "
                            + bytes.length);
        }
    }

    private CompletionStage<Void> notOpen() {
        return CompletableFuture.failedFuture(
                new PushCoreException(ErrorCode.CLOSED, "the carrier " + name() + " is not open"));
    }
}
