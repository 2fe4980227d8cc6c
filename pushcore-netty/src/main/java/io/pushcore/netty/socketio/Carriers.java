package io.pushcore.netty.socketio;

import io.pushcore.ErrorCode;
import io.pushcore.Limit;
import io.pushcore.Time;
import io.pushcore.transport.Output;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What carries a session: polls, one at a time, or a WebSocket, to which it goes over once; and what waits to go out. Only the session's lane
 * touches it.
 */
final class Carriers {
    /** So much is said at once; one packet always is. */
    private static final int BATCH_BYTES = 64 << 10;
    /** How long a poll waits while the client is about to go over: it cannot, with one under way. */
    private static final Duration UPGRADING_POLL = Duration.ofMillis(100);

    /** What a packet takes beside its data while it waits. */
    private static final long PACKET_BYTES = 64;

    private final EngineSession session;
    private final Deque<Leaving> leaving = new ArrayDeque<>(2);
    private @Nullable PollCodec poll;
    private @Nullable FrameCodec socket;
    private @Nullable FrameCodec probe;
    private Time.@Nullable Timer giveUp;
    /** How much of what the session says by itself waits. */
    private long ownBytes;

    private boolean isProbed;
    private boolean writing;
    private boolean ending;
    private boolean clientCloses;

    private record Leaving(Packet packet, Wire.Taken taken) {}

    Carriers(EngineSession session) {
        this.session = session;
    }

    boolean isOnSocket() {
        return socket != null;
    }

    boolean isSocket(FrameCodec one) {
        return socket == one;
    }

    /** Whether what is said now has somebody who takes it. */
    boolean isHeard() {
        return socket != null || poll != null || writing;
    }

    boolean isWriting() {
        return writing;
    }

    // ---- polls

    void polled(PollCodec by) {
        if (session.hasEnded() || socket != null) {
            by.refuse(socket == null ? Refusal.UNKNOWN_SESSION : Refusal.BAD_REQUEST);
            return;
        }
        if (poll != null) {
            // who has two cannot tell which answer is first
            by.refuse(Refusal.BAD_REQUEST);
            session.end(true);
            return;
        }
        poll = by;
        flush();
        if (isProbed && poll == by) {
            session.site().after(session.lane(), UPGRADING_POLL, () -> release(by));
        }
    }

    private void release(PollCodec by) {
        if (poll == by && isProbed) {
            leaving.add(new Leaving(Packet.of(PacketType.NOOP), Wire.Taken.NOTHING));
            flush();
        }
    }

    void pollGone(PollCodec by) {
        if (poll == by) {
            poll = null;
            session.end(true);
        }
    }

    // ---- WebSockets

    /** The session begins on it. */
    void begin(FrameCodec by) {
        socket = by;
    }

    /** It may take over what polls carry; false if it may not. */
    boolean offer(FrameCodec by) {
        if (session.hasEnded() || session.isEnding() || socket != null || probe != null) {
            return false;
        }
        probe = by;
        giveUp = session.site().after(session.lane(), session.site().settings().connectWithin(), () -> probeGone(by));
        return true;
    }

    /** A packet came on one that has not taken over yet. */
    void probed(FrameCodec by, Packet packet) {
        if (probe != by) {
            by.end();
        } else if (packet.type() == PacketType.PING && packet.says("probe")) {
            isProbed = true;
            by.say(List.of(Packet.of(PacketType.PONG, "probe")), session.version(), Wire.Taken.NOTHING);
            PollCodec waiting = poll;
            if (waiting != null) {
                release(waiting);
            }
        } else if (packet.type() == PacketType.UPGRADE && isProbed) {
            takeOver(by);
        } else {
            probeGone(by);
        }
    }

    private void takeOver(FrameCodec by) {
        forgetProbe();
        PollCodec waiting = poll;
        poll = null;
        if (waiting != null) {
            waiting.answer(body(List.of(Packet.of(PacketType.NOOP))), Wire.Taken.NOTHING);
        }
        socket = by;
        by.reading(!session.isPaused());
        flush();
    }

    /** It does not take over. */
    void probeGone(FrameCodec by) {
        if (probe == by) {
            forgetProbe();
            by.end();
        }
    }

    private void forgetProbe() {
        probe = null;
        isProbed = false;
        if (giveUp != null) {
            giveUp.cancel();
        }
    }

    void reading(boolean on) {
        if (socket != null) {
            socket.reading(on);
        }
    }

    // ---- what goes out

    /** Adds a packet to what leaves with the next {@link #flush}; {@code taken} is told on the session's lane. */
    void send(Packet packet, Wire.Taken taken) {
        if (session.hasEnded() || ending) {
            taken.taken(false);
        } else {
            leaving.add(new Leaving(packet, taken));
        }
    }

    /**
     * Adds what the session says by itself, such as what it answers to packets that want nothing of the application. Who brings it to say more and more,
     * and takes none of it, is there no longer.
     */
    void say(Packet packet) {
        long bytes = PACKET_BYTES + packet.data().length();
        ownBytes += bytes;
        if (ownBytes - session.maxMessageBytes() > session.site().limit(Limit.UNSENT_BYTES_PER_CONNECTION)) {
            session.site().refused(ErrorCode.LIMIT_REACHED);
            session.end(true);
        } else {
            send(packet, whole -> ownBytes -= bytes);
        }
    }

    /** Lets go what can. */
    void flush() {
        if (writing || session.hasEnded()) {
            return;
        }
        if (leaving.isEmpty()) {
            if (ending) {
                session.end(false);
            }
        } else if (socket != null) {
            List<Leaving> batch = batch();
            writing = true;
            socket.say(packets(batch), session.version(), whole -> later(batch, whole));
        } else if (poll != null) {
            PollCodec by = poll;
            poll = null;
            List<Leaving> batch = batch();
            writing = true;
            by.answer(body(packets(batch)), whole -> later(batch, whole));
        }
    }

    private List<Leaving> batch() {
        List<Leaving> batch = new ArrayList<>();
        int bytes = 0;
        while (!leaving.isEmpty() && (batch.isEmpty() || bytes < BATCH_BYTES)) {
            Leaving next = leaving.remove();
            bytes += next.packet.data().length();
            batch.add(next);
        }
        return batch;
    }

    private static List<Packet> packets(List<Leaving> batch) {
        return batch.stream().map(Leaving::packet).toList();
    }

    private byte[] body(List<Packet> packets) {
        Output body = new Output();
        session.version().write(packets, body);
        return body.toBytes();
    }

    private void later(List<Leaving> batch, boolean whole) {
        CarrierCodec.onLane(session.lane(), () -> {
            writing = false;
            batch.forEach(sent -> sent.taken.taken(whole));
            if (whole) {
                flush();
            } else {
                session.end(true);
            }
        });
    }

    // ---- the end

    void clientCloses() {
        clientCloses = true;
    }

    /** Nothing more is said but what waits, and that it is over. */
    void endWhenSaid() {
        if (socket == null) {
            leaving.add(new Leaving(Packet.of(PacketType.CLOSE), Wire.Taken.NOTHING));
        }
        ending = true;
        session.site().after(session.lane(), session.site().settings().connectWithin(), () -> session.end(true));
        flush();
    }

    void end() {
        List<Leaving> never = List.copyOf(leaving);
        leaving.clear();
        never.forEach(packet -> packet.taken.taken(false));
        PollCodec waiting = poll;
        poll = null;
        if (waiting != null) {
            waiting.answer(
                    body(List.of(Packet.of(clientCloses ? PacketType.NOOP : PacketType.CLOSE))), Wire.Taken.NOTHING);
        }
        if (probe != null) {
            probe.end();
        }
        if (socket != null) {
            socket.end();
        }
        forgetProbe();
    }
}
