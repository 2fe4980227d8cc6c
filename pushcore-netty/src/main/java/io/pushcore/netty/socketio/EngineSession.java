package io.pushcore.netty.socketio;

import io.pushcore.ErrorCode;
import io.pushcore.Limit;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Lane;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session of Engine.IO, from its handshake to its end: what comes in, and when it is over. What carries it is {@link Carriers}, whether somebody is
 * there {@link Heartbeat}. Only its lane touches it, which is that of its first request.
 */
final class EngineSession {
    private static final int MANY_BYTES = 8 << 20;

    private final String id;
    private final IoSite site;
    private final Opening opening;
    private final Carriers carriers;
    private final Heartbeat heartbeat;
    private final IoSockets sockets;
    /** Packets that came and are yet to be looked at. */
    private final Deque<Packet> waiting = new ArrayDeque<>(0);

    private @Nullable PostCodec post;
    private int paused;
    private boolean ending;
    private boolean ended;
    private volatile int maxMessageBytes;

    EngineSession(String id, IoSite site, Opening opening) {
        this.id = id;
        this.site = site;
        this.opening = opening;
        this.carriers = new Carriers(this);
        this.heartbeat = new Heartbeat(this);
        this.sockets = new IoSockets(this);
        this.maxMessageBytes = (int) Math.min(site.limit(Limit.UNAUTHENTICATED_FRAME_BYTES), site.maxMessageBytes());
    }

    String id() {
        return id;
    }

    IoSite site() {
        return site;
    }

    Opening opening() {
        return opening;
    }

    Version version() {
        return opening.version();
    }

    Lane lane() {
        return opening.lane();
    }

    Carriers carriers() {
        return carriers;
    }

    IoSockets sockets() {
        return sockets;
    }

    /** The longest message that may come now; less until somebody was let in. Any thread. */
    int maxMessageBytes() {
        return maxMessageBytes;
    }

    /**
     * The longest body of a request that may come now. Base64 takes four bytes for three. Clients of version 3 are not told how long it may be, and
     * send all at once that they have. Any thread.
     */
    int maxBodyBytes() {
        int message = maxMessageBytes;
        long body = message * 3L / 2 + 1_024;
        boolean many = version() == Version.V3 && message == site.maxMessageBytes();
        return (int) Math.min(many ? Math.max(body, MANY_BYTES) : body, 256 << 20);
    }

    /** Somebody was let in. */
    void trusted() {
        maxMessageBytes = site.maxMessageBytes();
    }

    boolean hasEnded() {
        return ended;
    }

    boolean isPaused() {
        return paused > 0;
    }

    /** The handshake: what the client must know, on the carrier that it came by. */
    void open() {
        if (ended) {
            // its WebSocket was gone before
            return;
        }
        String upgrades = carriers.isOnSocket() ? "" : "\"websocket\"";
        String json = "{\"sid\":\"" + id + "\",\"upgrades\":[" + upgrades + "],\"pingInterval\":"
                + site.settings().pingEvery().toMillis() + ",\"pingTimeout\":"
                + site.settings().pongWithin().toMillis()
                + (version() == Version.V4 ? ",\"maxPayload\":" + site.maxMessageBytes() : "") + "}";
        carriers.send(Packet.of(PacketType.OPEN, json), Wire.Taken.NOTHING);
        heartbeat.begin();
        sockets.begin();
        carriers.flush();
    }

    // ---- what comes in

    void posted(List<Packet> packets, PostCodec by) {
        if (ended || carriers.isOnSocket()) {
            by.refuse(ended ? Refusal.UNKNOWN_SESSION : Refusal.BAD_REQUEST);
            return;
        }
        if (post != null) {
            // the one before has not been answered: which of them is first, nobody knows
            by.refuse(Refusal.BAD_REQUEST);
            end(true);
            return;
        }
        post = by;
        received(packets);
        answerPost();
    }

    void brokenPost(PostCodec by) {
        by.refuse(Refusal.BAD_REQUEST);
        broken();
    }

    /** While the broker or the application is behind, it has no answer, so that no other comes. */
    private void answerPost() {
        PostCodec by = post;
        if (by != null && ((!isPaused() && waiting.isEmpty()) || ended)) {
            post = null;
            by.answer(new byte[] {'o', 'k'}, Wire.Taken.NOTHING);
        }
    }

    void postGone(PostCodec by) {
        if (post == by) {
            post = null;
        }
        end(true);
    }

    void framed(FrameCodec by, Payload frame) {
        if (ended) {
            return;
        }
        try {
            Packet packet = Packet.ofFrame(frame, version());
            if (carriers.isSocket(by)) {
                received(List.of(packet));
            } else {
                carriers.probed(by, packet);
            }
        } catch (PushCoreException wrong) {
            if (carriers.isSocket(by)) {
                broken();
            } else {
                carriers.probeGone(by);
            }
        }
    }

    private void received(List<Packet> packets) {
        waiting.addAll(packets);
        goOn();
    }

    /** What came together with what makes the client wait waits too. */
    private void goOn() {
        while (!waiting.isEmpty() && !ended && !isPaused()) {
            received(waiting.remove());
        }
        carriers.flush();
    }

    private void received(Packet packet) {
        heartbeat.heard();
        sockets.heard();
        if (packet.data().length() > maxMessageBytes) {
            site.refused(ErrorCode.FRAME_TOO_LARGE);
            end(true);
            return;
        }
        try {
            switch (packet.type()) {
                case MESSAGE -> sockets.message(packet.data());
                case CLOSE -> {
                    carriers.clientCloses();
                    // a client says so too where it only gives up its carrier: who leaves for good says it to each
                    // namespace
                    end(true);
                }
                case PING -> {
                    heartbeat.pinged();
                    carriers.say(new Packet(PacketType.PONG, packet.data()));
                }
                case PONG -> heartbeat.ponged();
                case NOOP -> {}
                case OPEN, UPGRADE -> broken();
            }
        } catch (PushCoreException wrong) {
            broken();
        }
    }

    /** Something came that is no packet, or not where it came. */
    void broken() {
        site.refused(ErrorCode.BAD_REQUEST);
        end(true);
    }

    void socketGone(FrameCodec by) {
        if (carriers.isSocket(by)) {
            end(true);
        } else {
            carriers.probeGone(by);
        }
    }

    // ---- back-pressure

    /** One more, or one fewer, who cannot take what comes. */
    void pause(boolean on) {
        boolean before = isPaused();
        paused += on ? 1 : -1;
        if (before != isPaused()) {
            carriers.reading(!isPaused());
            if (!isPaused()) {
                heartbeat.heard();
                // not within what the client is let go by
                lane().execute(() -> {
                    goOn();
                    answerPost();
                });
            }
        }
    }

    // ---- the end

    /** Says what there is to say, then ends. */
    void endWhenSaid() {
        if (!ending && !ended) {
            ending = true;
            carriers.endWhenSaid();
        }
    }

    /** Nobody came in: says so to who listens, and waits for nobody to come and hear it. */
    void endEmpty() {
        if (carriers.isHeard()) {
            endWhenSaid();
        } else {
            end(false);
        }
    }

    /** Whether nothing more is to be said. */
    boolean isEnding() {
        return ending;
    }

    /** @param lost whether who is there may come back to what they had */
    void end(boolean lost) {
        if (ended) {
            return;
        }
        ended = true;
        waiting.clear();
        site.gone(this);
        heartbeat.end();
        sockets.end(lost);
        carriers.end();
        answerPost();
    }
}
