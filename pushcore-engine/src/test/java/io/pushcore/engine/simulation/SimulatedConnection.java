package io.pushcore.engine.simulation;

import io.pushcore.transport.Connection;
import io.pushcore.transport.Dialect;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Lane;
import io.pushcore.transport.Link;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection whose socket takes bytes at the pace that is wanted. */
final class SimulatedConnection implements Connection {
    /** How the socket takes a write. */
    enum Pace {
        /** Before {@code write} returns. */
        AT_ONCE,
        /** When the lane comes to it. */
        SOON,
        /** Some bytes now and then. */
        IN_PARTS,
        /** Not at all. */
        STALLED
    }

    /** Told what happens on it, on its lane. */
    interface Other {
        void wrote(byte[] bytes);

        void gone();
    }

    private final SimulatedLane lane;
    private final Other other;
    private final World world;
    private final Deque<byte[]> input = new ArrayDeque<>();
    Pace pace;
    private @Nullable Link link;
    private boolean reading = true;
    private boolean closing;
    private boolean over;
    private @Nullable Written written;
    private List<ByteBuffer> inFlight = List.of();
    private byte[] copy = new byte[0];
    private int taken;
    private long progress;

    SimulatedConnection(World world, SimulatedLane lane, Pace pace, Other other) {
        this.world = world;
        this.lane = lane;
        this.pace = pace;
        this.other = other;
    }

    void begin(Gateway gateway, Dialect dialect) {
        link = gateway.connect(this, dialect);
        if (over) {
            link.closed();
        }
        deliver();
    }

    boolean isOver() {
        return over;
    }

    /** Whether it takes what comes. */
    boolean takesAll() {
        return written == null && (pace == Pace.AT_ONCE || pace == Pace.SOON);
    }

    /** The other end sends; any thread. */
    void send(byte[] bytes) {
        input.add(bytes);
        lane.execute(this::deliver);
    }

    private void deliver() {
        Link to = link;
        while (to != null && reading && !closing && !over && !input.isEmpty()) {
            byte[] bytes = input.remove();
            to.received(ByteBuffer.wrap(bytes));
            // whoever still reads this reads nonsense
            Arrays.fill(bytes, (byte) '?');
        }
    }

    /** The other end takes some bytes, or all of them; on the lane. */
    void take(boolean all) {
        if (written == null) {
            return;
        }
        int left = copy.length - taken;
        int now = all || left < 2 ? left : 1 + left / 3;
        taken += now;
        progress += now;
        if (taken == copy.length) {
            complete();
        }
    }

    private void complete() {
        Written told = written;
        if (told == null) {
            return;
        }
        if (!Arrays.equals(copy, joined(inFlight))) {
            throw world.violation("the bytes of a write changed before it had ended");
        }
        written = null;
        inFlight = List.of();
        told.written(true);
        if (closing && written == null) {
            crash();
        }
    }

    /** The connection is gone; on the lane. */
    void crash() {
        if (over) {
            return;
        }
        over = true;
        Written told = written;
        written = null;
        if (told != null) {
            told.written(false);
        }
        other.gone();
        Link to = link;
        if (to != null) {
            to.closed();
        }
    }

    @Override
    public Lane lane() {
        return lane;
    }

    @Override
    public String remoteAddress() {
        return "simulated";
    }

    @Override
    public boolean isLoopback() {
        return true;
    }

    @Override
    public void write(List<ByteBuffer> bytes, Written told) {
        world.mustBe(lane.isCurrent(), "a write off its lane");
        world.mustBe(written == null, "a second write while one is in flight");
        inFlight = new ArrayList<>(bytes);
        copy = joined(bytes);
        taken = 0;
        written = told;
        world.mustBe(copy.length > 0, "an empty write");
        if (over) {
            written = null;
            told.written(false);
            return;
        }
        other.wrote(copy);
        world.mayYield();
        if (pace == Pace.AT_ONCE) {
            progress += copy.length;
            complete();
        } else if (pace == Pace.SOON) {
            lane.execute(() -> take(true));
        } else {
            world.tally().count(pace == Pace.STALLED ? Happening.WRITE_STALLED : Happening.WRITE_IN_PARTS);
        }
    }

    private static byte[] joined(List<ByteBuffer> buffers) {
        int length = 0;
        for (ByteBuffer buffer : buffers) {
            length += buffer.remaining();
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (ByteBuffer buffer : buffers) {
            all.put(buffer.duplicate());
        }
        return all.array();
    }

    @Override
    public long progress() {
        return progress;
    }

    @Override
    public void reading(boolean on) {
        if (!on && reading && !closing) {
            world.tally().count(Happening.READING_PAUSED);
        }
        reading = on;
        if (on) {
            lane.execute(this::deliver);
        }
    }

    @Override
    public void close() {
        if (closing || over) {
            return;
        }
        closing = true;
        if (written != null && pace == Pace.STALLED) {
            world.tally().count(Happening.STALLED_CONNECTION_CLOSED);
        }
        if (written == null || pace == Pace.STALLED) {
            lane.execute(this::crash);
        }
    }
}
