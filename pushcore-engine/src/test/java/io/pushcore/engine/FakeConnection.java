package io.pushcore.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.transport.Connection;
import io.pushcore.transport.Lane;
import io.pushcore.transport.Link;
import io.pushcore.transport.Tally;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** One end of a connection in the hands of a test: it says lines, reads lines, and may stop to take what is written. */
final class FakeConnection implements Connection {
    private final FakeListener.FakeLane lane;
    /** Empty on this machine. */
    private final String address;

    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    /** What its socket carried before; none if null. */
    private final FakeConnection before;

    private volatile Link link;
    private volatile boolean standing;
    private volatile boolean closed;
    private volatile boolean reading = true;
    private volatile int mostAtOnce;
    private List<ByteBuffer> heldBytes = List.of();
    private Written held;
    private volatile long progress;

    FakeConnection(FakeListener.FakeLane lane, String address, FakeConnection before) {
        this.lane = lane;
        this.address = address;
        this.before = before;
    }

    void open(Link opened) {
        link = opened;
        if (closed) {
            opened.closed();
        }
    }

    /** Says lines, all in one packet, and waits until the lane has seen them. */
    FakeConnection say(String... lines) {
        ByteBuffer bytes = ByteBuffer.wrap((String.join("\n", lines) + "\n").getBytes(UTF_8));
        lane.run(() -> link.received(bytes));
        return this;
    }

    /** Lets the codec be asked again, without bytes. */
    void poke() {
        lane.run(() -> link.received(ByteBuffer.allocate(0)));
    }

    /** From now on nothing that is written is taken. */
    void stand() {
        standing = true;
    }

    /** Takes what was held and all that comes. */
    void goOn() {
        lane.run(() -> {
            standing = false;
            if (held != null) {
                Written done = held;
                held = null;
                take(heldBytes);
                done.written(true);
            }
        });
    }

    /** Takes a little of what is held. */
    void takeALittle() {
        progress++;
    }

    /** Says that it will send no more. */
    void sayNoMore() {
        lane.run(link::receivedAll);
    }

    void hangUp() {
        lane.run(() -> {
            if (!closed) {
                close();
            }
        });
    }

    /** All lines that were taken so far. */
    List<String> lines() {
        synchronized (taken) {
            return taken.toString(UTF_8).lines().toList();
        }
    }

    /** Waits for a line. */
    FakeConnection awaitLine(String line) {
        Collector.soon(() -> assertThat(lines()).contains(line));
        return this;
    }

    /** Waits for the first line that begins so, and gives it. */
    String awaitLineOf(String prefix) {
        Collector.soon(() -> assertThat(lines()).anyMatch(line -> line.startsWith(prefix)));
        return lines().stream()
                .filter(line -> line.startsWith(prefix))
                .findFirst()
                .orElseThrow();
    }

    boolean isClosed() {
        return closed;
    }

    boolean isReading() {
        return reading;
    }

    int mostAtOnce() {
        return mostAtOnce;
    }

    @Override
    public Lane lane() {
        return lane;
    }

    @Override
    public String remoteAddress() {
        return address.isEmpty() ? "fake" : address;
    }

    @Override
    public boolean isLoopback() {
        return address.isEmpty();
    }

    @Override
    public Optional<Tally> tally() {
        return before == null ? Optional.empty() : before.link.tally();
    }

    /** Whether anything is kept of it for what its socket carries next. */
    boolean leavesSomething() {
        AtomicBoolean leaves = new AtomicBoolean();
        lane.run(() -> leaves.set(link.tally().isPresent()));
        return leaves.get();
    }

    @Override
    public void write(List<ByteBuffer> bytes, Written written) {
        assertThat(lane.isCurrent()).isTrue();
        assertThat(held).as("one write in flight").isNull();
        if (closed) {
            lane.execute(() -> written.written(false));
        } else if (standing) {
            heldBytes = bytes;
            held = written;
        } else {
            take(bytes);
            lane.execute(() -> written.written(true));
        }
    }

    private void take(List<ByteBuffer> bytes) {
        synchronized (taken) {
            int sum = 0;
            for (ByteBuffer buffer : bytes) {
                byte[] copy = new byte[buffer.remaining()];
                buffer.duplicate().get(copy);
                taken.writeBytes(copy);
                sum += copy.length;
            }
            progress += sum;
            mostAtOnce = Math.max(mostAtOnce, sum);
        }
    }

    @Override
    public long progress() {
        return progress;
    }

    @Override
    public void reading(boolean on) {
        reading = on;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        lane.execute(() -> {
            if (held != null) {
                Written done = held;
                held = null;
                done.written(false);
            }
            if (link != null) {
                link.closed();
            }
        });
    }
}
