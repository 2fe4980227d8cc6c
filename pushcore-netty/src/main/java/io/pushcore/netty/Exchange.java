package io.pushcore.netty;

import io.netty.util.concurrent.Future;
import io.pushcore.netty.http.Carrier;
import io.pushcore.netty.http.ExchangeCodec;
import io.pushcore.netty.http.Plan;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Dialect;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Link;
import io.pushcore.transport.Tally;
import io.pushcore.transport.Terms;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One request and its answer: to the engine a connection of its own, with its own session. Only its lane touches it. */
final class Exchange implements SocketConnection, Carrier, Dialect {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final HttpConnection home;
    private final NettySocket socket;
    private final Plan.Maker<ExchangeCodec> maker;
    private @Nullable ExchangeCodec codec;
    private @Nullable Link link;
    private @Nullable Future<?> later;
    private boolean finished;
    private boolean ended;

    Exchange(HttpConnection home, NettySocket socket, Plan.Maker<ExchangeCodec> maker) {
        this.home = home;
        this.socket = socket;
        this.maker = maker;
    }

    void begin(Gateway gateway) {
        Link connected = gateway.connect(this, this);
        link = connected;
        connected.received(NOTHING);
    }

    /** The most bytes the body may have; 0 if there is no codec to take one. */
    int maxBodyBytes() {
        return codec == null ? 0 : codec.maxBodyBytes();
    }

    void body(ByteBuffer bytes) {
        if (codec != null && link != null) {
            link.counted(bytes.remaining());
            codec.body(bytes);
            link.received(NOTHING);
        }
    }

    /** Whether all has been said, and the connection can serve another request. */
    boolean keepsAlive() {
        return finished && codec != null && codec.keepsAlive();
    }

    /** The client will send no more, but may still read. */
    void inputEnded() {
        if (link != null && !ended) {
            link.receivedAll();
        }
    }

    /** The connection is gone, or goes on without it. */
    void closed() {
        ended = true;
        if (later != null) {
            later.cancel(false);
        }
        if (link != null) {
            link.closed();
            link.tally().ifPresent(home::counted);
            link = null;
        }
        if (codec != null) {
            codec.closed();
        }
    }

    @Override
    public NettySocket socket() {
        return socket;
    }

    @Override
    public String name() {
        return "http";
    }

    @Override
    public Optional<Tally> tally() {
        return home.tally();
    }

    @Override
    public Codec open(Terms terms) {
        ExchangeCodec made = maker.make(terms, this);
        codec = made;
        return made;
    }

    @Override
    public void wake() {
        soon(() -> {
            if (link != null) {
                link.received(NOTHING);
            }
        });
    }

    @Override
    public void finish() {
        finished = true;
        soon(() -> {
            if (link != null) {
                link.receivedAll();
            }
        });
    }

    @Override
    public void after(Duration delay, Runnable work) {
        later = socket.channel()
                .eventLoop()
                .schedule(() -> runUnlessEnded(work), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void soon(Runnable work) {
        socket.lane().execute(() -> runUnlessEnded(work));
    }

    private void runUnlessEnded(Runnable work) {
        if (!ended) {
            work.run();
        }
    }

    @Override
    public void write(List<ByteBuffer> bytes, Written written) {
        if (codec != null && codec.swallows()) {
            codec.swallowed(bytes);
            socket.lane().execute(() -> written.written(true));
            return;
        }
        socket.write(bytes, written);
    }

    @Override
    public void reading(boolean on) {
        home.reading(on);
    }

    /** The engine has said all. It may still be about it: the next request comes after. */
    @Override
    public void close() {
        if (!ended) {
            ended = true;
            socket.lane().execute(() -> home.answered(this));
        }
    }
}
