package io.pushcore.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.pushcore.transport.Connection;
import io.pushcore.transport.Link;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The engine's end of a connection as a test drives it: notes what it is told, writes what it is asked to. */
final class FakeLink implements Link {
    static final String ALL = "<all>";
    static final String CLOSED = "<closed>";

    final Connection connection;
    final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    volatile boolean throwing;

    FakeLink(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void received(ByteBuffer bytes) {
        if (throwing) {
            throw new IllegalStateException("thrown by the test");
        }
        told.add(ISO_8859_1.decode(bytes).toString());
    }

    @Override
    public void receivedAll() {
        told.add(ALL);
    }

    @Override
    public void closed() {
        told.add(CLOSED);
    }

    /** The next thing it is told; fails after ten seconds. */
    String next() throws InterruptedException {
        String next = told.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing was told");
        }
        return next;
    }

    /** Writes on the lane; what became of it is told. */
    void write(String... parts) {
        write(Arrays.stream(parts)
                .map(part -> direct(part.getBytes(ISO_8859_1)))
                .toList());
    }

    /** The same with buffers that others may be written too. */
    void write(List<ByteBuffer> bytes) {
        onLane(() -> connection.write(bytes, whole -> told.add(whole ? "<written>" : "<not written>")));
    }

    void onLane(Runnable work) {
        connection.lane().execute(work);
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }
}
