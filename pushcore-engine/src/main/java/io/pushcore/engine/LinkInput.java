package io.pushcore.engine;

import io.pushcore.ErrorCode;
import io.pushcore.Limit;
import io.pushcore.PushCoreException;
import io.pushcore.Time;
import io.pushcore.transport.Command;
import io.pushcore.transport.Connection;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What comes in on a connection: bytes to commands, one after the other as they may be served. Only its lane touches it. */
final class LinkInput {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Engine engine;
    private final Desk desk;
    private final NetLink link;
    private final Connection connection;

    /** Bytes that came and are not consumed, ready to be read. */
    private ByteBuffer rest = NOTHING;
    /** The command that must be answered before the next is read; publishes hold up nothing. */
    private @Nullable Slot blockedBy;

    /** While nothing is read because too much came. */
    private Time.@Nullable Timer holding;

    private long heldUntil;
    /** Into which something was published by what the lane reads in this turn. */
    private @Nullable ChannelState published;

    private boolean decoding;
    private boolean paused;
    private boolean ended;

    LinkInput(Engine engine, Desk desk, NetLink link, Connection connection) {
        this.desk = desk;
        this.link = link;
        this.connection = connection;
        this.engine = engine;
    }

    /** Whether a command is being read or served, so that what it brings is written with what the next ones bring. */
    boolean isDecoding() {
        return decoding;
    }

    boolean isPaused() {
        return paused;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Nothing more will come. */
    void end() {
        ended = true;
    }

    /** Drops what was not consumed. */
    void forget() {
        rest = NOTHING;
        if (holding != null) {
            holding.cancel();
        }
    }

    /** Whether there may be commands that came and were not served because too much came. */
    boolean isHeld() {
        return holding != null;
    }

    /** Reads nothing for so many nanoseconds, if any. */
    void holdFor(long nanos) {
        if (nanos <= 0 || link.isClosing()) {
            return;
        }
        long now = engine.time.nanoTime();
        if (holding == null) {
            heldUntil = now + nanos;
            holdOn(nanos);
        } else if (now + nanos - heldUntil > 0) {
            heldUntil = now + nanos;
        }
    }

    private void holdOn(long nanos) {
        holding = engine.time.schedule(Duration.ofNanos(nanos), () -> link.onLaneLater(this::endHolding));
    }

    private void endHolding() {
        if (link.isClosing()) {
            return;
        }
        long left = heldUntil - engine.time.nanoTime();
        if (left > 0) {
            holdOn(left);
            return;
        }
        holding = null;
        decodeRest();
        link.output().flush();
        link.closeIfDone();
    }

    /** Takes bytes; without any it asks the codec again, which may have its commands from elsewhere. */
    void received(ByteBuffer bytes) {
        if (!bytes.hasRemaining()) {
            decodeRest();
        } else if (!rest.hasRemaining()) {
            decode(bytes);
            rest = bytes.hasRemaining() && !link.isClosing() ? keep(bytes) : NOTHING;
        } else {
            rest = appended(rest, bytes);
            decodeRest();
        }
    }

    /** Goes on, if it may, where what was not sent made it pause. */
    void resume() {
        if (paused) {
            decodeRest();
        }
    }

    /** Lets nothing else be read until this slot is answered or {@link #unblock}ed. */
    void block(Slot slot) {
        blockedBy = slot;
    }

    void unblock(Slot slot) {
        if (blockedBy == slot) {
            blockedBy = null;
            if (!decoding) {
                decodeRest();
                link.output().flush();
            }
        }
    }

    private void decodeRest() {
        decode(rest);
        if (!rest.hasRemaining() || link.isClosing()) {
            rest = NOTHING;
        }
    }

    private static ByteBuffer keep(ByteBuffer bytes) {
        ByteBuffer kept = ByteBuffer.allocate(Math.max(64, bytes.remaining()));
        return kept.put(bytes).flip();
    }

    /** What is left and what came after it, in one buffer that grows with what came. */
    private static ByteBuffer appended(ByteBuffer left, ByteBuffer more) {
        int needed = left.remaining() + more.remaining();
        ByteBuffer into = left;
        if (left.capacity() < needed) {
            into = ByteBuffer.allocate(Math.max(needed, left.capacity() + (left.capacity() >> 1)))
                    .put(left);
        } else {
            into.compact();
        }
        return into.put(more).flip();
    }

    /**
     * Lets a channel go on with what was published once the lane has read all that is there, of this connection and of others: what goes
     * to the storage together is synced together, and what came in several reads would else need as many syncs.
     */
    void pumpsAfterwards(ChannelState channel) {
        ChannelState before = published;
        published = channel;
        if (before == null) {
            link.onLaneLater(this::pumpPublished);
        } else if (before != channel) {
            before.wakePump();
        }
    }

    private void pumpPublished() {
        ChannelState channel = published;
        published = null;
        if (channel != null) {
            channel.wakePump();
        }
    }

    private void decode(ByteBuffer bytes) {
        if (decoding) {
            return;
        }
        decoding = true;
        try {
            while (mayDecode()) {
                Command command = link.codec().decode(bytes);
                if (command == null) {
                    break;
                }
                serve(command);
            }
        } catch (PushCoreException lost) {
            link.close(lost.code(), lost.sentence());
        } catch (RuntimeException failure) {
            desk.failed("a codec failed", failure);
            link.close(ErrorCode.INTERNAL, "the broker failed to read this");
        } finally {
            decoding = false;
        }
        pauseIf(!mayDecode() && !link.isClosing());
    }

    private boolean mayDecode() {
        return !link.isClosing()
                && blockedBy == null
                && holding == null
                && link.output().unsent() <= engine.limit(Limit.UNSENT_BYTES_PER_CONNECTION);
    }

    private void pauseIf(boolean pause) {
        if (pause != paused && !link.isClosed()) {
            paused = pause;
            connection.reading(!pause);
        }
    }

    private void serve(Command command) {
        Slot slot = new Slot(link, command, engine.time.nanoTime());
        link.answers().expect(slot);
        if (!(command instanceof Command.Publish)) {
            blockedBy = slot;
        }
        desk.serve(link, slot);
    }
}
