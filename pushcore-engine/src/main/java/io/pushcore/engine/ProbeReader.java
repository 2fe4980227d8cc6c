package io.pushcore.engine;

import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.Message;
import io.pushcore.PushCoreException;
import io.pushcore.Start;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Command;
import io.pushcore.transport.Connection;
import io.pushcore.transport.Dialect;
import io.pushcore.transport.Lane;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The end of the way of a {@link Probe} on one lane: a subscription as connections have it, but what it writes goes nowhere and nobody
 * counts it. Only the lane touches it, but for its two futures.
 */
final class ProbeReader implements Connection, Dialect, Codec {
    private static final WireForm FORM = new WireForm() {
        @Override
        public String name() {
            return "probe";
        }

        @Override
        public void encode(Message message, Output out) {
            out.put(message.payload());
        }
    };

    private final Engine engine;
    private final Desk desk;
    private final Lane lane;
    private final CompletableFuture<Void> joined = new CompletableFuture<>();
    private final CompletableFuture<Void> arrived = new CompletableFuture<>();
    private @Nullable LinkReader reader;

    ProbeReader(Engine engine, Desk desk, Lane lane) {
        this.engine = engine;
        this.desk = desk;
        this.lane = lane;
    }

    /** Completes once it reads. */
    CompletableFuture<Void> joined() {
        return joined;
    }

    /** Completes once something was written. */
    CompletableFuture<Void> arrived() {
        return arrived;
    }

    /** On the lane. */
    void begin() {
        try {
            engine.requireOpen();
            NetLink link = new NetLink(engine, desk, this, this);
            ChannelState channel = engine.channels.claimed(Probe.CHANNEL);
            LinkReader begun = new LinkReader(
                    engine, link, channel, FORM, new Command.Subscribe(Probe.CHANNEL, Start.now(), false));
            reader = begun;
            begun.join()
                    .whenComplete((origin, failure) -> link.onLane(() -> {
                        if (origin == null) {
                            fail(failure);
                        } else {
                            begun.activate();
                            joined.complete(null);
                        }
                    }));
        } catch (PushCoreException refused) {
            fail(refused);
        }
    }

    private void fail(Throwable failure) {
        joined.completeExceptionally(failure);
        arrived.completeExceptionally(failure);
    }

    /** Any thread. */
    void end() {
        lane.execute(() -> {
            if (reader != null) {
                reader.leave();
            }
        });
    }

    @Override
    public void write(List<ByteBuffer> bytes, Written written) {
        arrived.complete(null);
        lane.execute(() -> written.written(true));
    }

    @Override
    public Lane lane() {
        return lane;
    }

    @Override
    public String remoteAddress() {
        return "";
    }

    @Override
    public boolean isLoopback() {
        return true;
    }

    @Override
    public long progress() {
        return 0;
    }

    @Override
    public void reading(boolean on) {}

    @Override
    public void close() {
        fail(Engine.closed());
    }

    @Override
    public String name() {
        return "probe";
    }

    @Override
    public Codec open(Terms terms) {
        return this;
    }

    @Override
    public @Nullable Command decode(ByteBuffer in) {
        return null;
    }

    @Override
    public WireForm form() {
        return FORM;
    }

    @Override
    public void encode(Command command, Reply reply, Output out) {}

    @Override
    public void encode(Event event, Output out) {}

    @Override
    public void farewell(ErrorCode code, String sentence, Output out) {}
}
