package io.pushcore.netty.centrifuge;

import io.pushcore.Payload;
import io.pushcore.netty.http.Carrier;
import io.pushcore.netty.http.ExchangeCodec;
import io.pushcore.netty.http.Head;
import io.pushcore.transport.Output;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A response that does not end. Its request has the connect command; those that follow come by requests of their own to the
 * mailbox, in whatever order, and are put in order here. Only its lane touches it.
 */
final class StreamCodec extends CentrifugeCodec implements ExchangeCodec {
    /** How long a command waits for one with a lower id. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final StreamKind kind;
    private final Mailbox mailbox;
    private final Carrier carrier;
    private final Lines lines = new Lines();
    private final Sequence sequence = new Sequence();
    private boolean opened;
    private boolean waiting;

    /** @param first the commands that the request had without a body; empty if none */
    StreamCodec(StreamKind kind, Session session, Mailbox mailbox, Carrier carrier, Payload first) {
        super(kind.form(), session);
        this.kind = kind;
        this.mailbox = mailbox;
        this.carrier = carrier;
        lines.add(first);
    }

    @Override
    public int maxBodyBytes() {
        return session().terms().maxFrameBytes();
    }

    @Override
    public void body(ByteBuffer bytes) {
        if (bytes.hasRemaining()) {
            lines.add(TextBody.of(bytes));
        }
    }

    @Override
    @Nullable
    Fields next() {
        Fields ready;
        while ((ready = sequence.next()) == null) {
            Fields line = lines.next(session().terms().maxFrameBytes());
            if (line != null) {
                sequence.add(line);
            } else if (!mailbox.moveTo(lines)) {
                await();
                return null;
            }
        }
        return ready;
    }

    private void await() {
        if (sequence.isWaiting() && !waiting) {
            waiting = true;
            carrier.after(PATIENCE, this::waitNoLonger);
        }
    }

    private void waitNoLonger() {
        waiting = false;
        sequence.waitNoLonger();
        carrier.wake();
    }

    @Override
    void open(Output out) {
        if (!opened) {
            opened = true;
            Head.of(200, session().request().header("origin"), out)
                    .line("X-Accel-Buffering", "no")
                    .closes(true)
                    .chunks(kind.mediaType());
        }
    }

    @Override
    public boolean keepsAlive() {
        return false;
    }

    @Override
    public void closed() {
        mailbox.close();
    }
}
