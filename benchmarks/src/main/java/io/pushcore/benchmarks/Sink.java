package io.pushcore.benchmarks;

import io.pushcore.transport.Connection;
import io.pushcore.transport.Lane;
import java.nio.ByteBuffer;
import java.util.List;

/** A connection that looks at the first message of each write, counts all of them and throws them away. */
final class Sink implements Connection {
    private final Lane lane;
    private final Rounds rounds;
    private final long round;
    private long received;

    Sink(Lane lane, Rounds rounds, long round) {
        this.lane = lane;
        this.rounds = rounds;
        this.round = round;
    }

    @Override
    public void write(List<ByteBuffer> bytes, Written written) {
        for (ByteBuffer part : bytes) {
            take(part);
        }
        lane.execute(() -> written.written(true));
    }

    private void take(ByteBuffer part) {
        if (!part.hasRemaining()) {
            return;
        }
        long offset = part.getLong(part.position());
        if (offset != received + 1 || part.remaining() % SinkForm.MESSAGE_BYTES != 0) {
            rounds.fail("expected message " + (received + 1) + " but received " + offset);
        }
        long before = received / round;
        received += part.remaining() / SinkForm.MESSAGE_BYTES;
        for (long full = received / round; full > before; full--) {
            rounds.complete();
        }
    }

    @Override
    public Lane lane() {
        return lane;
    }

    @Override
    public String remoteAddress() {
        return "sink";
    }

    @Override
    public boolean isLoopback() {
        return true;
    }

    @Override
    public long progress() {
        return received;
    }

    @Override
    public void reading(boolean on) {}

    @Override
    public void close() {}
}
