package io.pushcore.netty.socketio;

import io.pushcore.Payload;
import io.pushcore.Time;
import io.pushcore.transport.Output;
import io.pushcore.transport.Tally;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The namespaces that the client of a session is in, and the packet whose attachments are still to come. Only the session's lane touches it. */
final class IoSockets {
    private final EngineSession session;
    private final Map<String, IoSocket> sockets = new HashMap<>(2);
    private final List<Payload> attachments = new ArrayList<>(0);
    private @Nullable IoPacket unfinished;
    private int unfinishedBytes;
    private Time.@Nullable Timer finishing;
    private Time.@Nullable Timer connecting;
    private boolean isEmpty = true;
    private @Nullable Failures failures;

    /** Wrong logins, which go on counting in the next namespace. */
    record Failures(Tally tally) {}

    IoSockets(EngineSession session) {
        this.session = session;
    }

    /** Nobody is in a namespace; clients of version 3 are in the first without asking. */
    void begin() {
        awaitConnect();
        if (session.version() == Version.V3) {
            connect("/", Greeting.plain(session.opening().request()));
        }
    }

    private void awaitConnect() {
        connecting = session.site()
                .after(session.lane(), session.site().settings().connectWithin(), () -> {
                    if (isEmpty) {
                        session.endEmpty();
                    }
                });
    }

    // ---- what comes in

    void message(Payload message) {
        sockets.values().forEach(socket -> socket.counted(message.length()));
        if (message.type() == Payload.Type.BINARY) {
            attachment(message);
            return;
        }
        if (unfinished != null) {
            throw Packet.broken("attachments are missing");
        }
        IoPacket packet = IoPacket.of(message.text());
        if (packet.attachments() == 0) {
            packet(packet, List.of());
            return;
        }
        if (packet.attachments() > session.site().settings().maxAttachments()) {
            throw Packet.broken("packet has too many attachments: " + packet.attachments());
        }
        unfinished = packet;
        unfinishedBytes = message.length();
        awaitAttachments(packet);
    }

    /** While the client is not read it can bring none: then it has the whole time again. */
    private void awaitAttachments(IoPacket packet) {
        finishing = session.site()
                .after(session.lane(), session.site().settings().connectWithin(), () -> {
                    if (!packet.equals(unfinished)) {
                        // it is whole by now, and another may wait
                        return;
                    }
                    if (session.isPaused()) {
                        awaitAttachments(packet);
                    } else {
                        session.broken();
                    }
                });
    }

    private void attachment(Payload bytes) {
        IoPacket packet = unfinished;
        if (packet == null) {
            throw Packet.broken("nobody has said that bytes follow");
        }
        unfinishedBytes += bytes.length();
        if (unfinishedBytes > session.maxMessageBytes()) {
            throw Packet.broken("packet must not be longer than " + session.maxMessageBytes() + " bytes");
        }
        attachments.add(bytes);
        if (attachments.size() == packet.attachments()) {
            List<Payload> all = List.copyOf(attachments);
            forgetUnfinished();
            packet(packet, all);
        }
    }

    private void forgetUnfinished() {
        unfinished = null;
        attachments.clear();
        if (finishing != null) {
            finishing.cancel();
        }
    }

    private void packet(IoPacket packet, List<Payload> bytes) {
        int mark = packet.namespace().indexOf('?');
        String name = mark < 0 ? packet.namespace() : packet.namespace().substring(0, mark);
        IoSocket socket = sockets.get(name);
        if (packet.type() == IoType.CONNECT) {
            connect(name, packet);
        } else if (packet.type() == IoType.CONNECT_ERROR || socket == null) {
            throw Packet.broken("nobody is in that namespace");
        } else {
            switch (packet.type()) {
                case DISCONNECT -> socket.leaves();
                case EVENT, BINARY_EVENT -> socket.event(packet, bytes);
                case ANSWER, BINARY_ANSWER -> socket.answered(packet, bytes);
                default -> throw new IllegalStateException("not for a socket: " + packet.type());
            }
        }
    }

    private void connect(String name, IoPacket packet) {
        if (sockets.containsKey(name)) {
            if (session.version() == Version.V4) {
                throw Packet.broken("it is connected already");
            }
            return;
        }
        connect(
                name,
                session.version() == Version.V4
                        ? Greeting.of(packet.json(), session.opening().request())
                        : Greeting.plain(session.opening().request()).with(packet.namespace()));
    }

    private void connect(String name, Greeting greeting) {
        Namespace namespace = session.site().namespace(name).orElse(null);
        if (namespace == null) {
            Output out = new Output();
            String json =
                    session.version() == Version.V4 ? "{\"message\":\"Invalid namespace\"}" : "\"Invalid namespace\"";
            IoText.plain(IoType.CONNECT_ERROR, name, json, out);
            say(out);
            return;
        }
        IoSocket socket = new IoSocket(session, namespace, greeting);
        sockets.put(name, socket);
        socket.begin(failures);
    }

    /** Says frames. */
    void say(Output frames) {
        Frames.read(List.of(ByteBuffer.wrap(frames.toBytes())))
                .forEach(frame -> session.carriers().say(Packet.message(frame.message())));
        session.carriers().flush();
    }

    // ---- who is there

    /** Somebody was let in. */
    void letIn() {
        session.trusted();
        if (isEmpty) {
            isEmpty = false;
            session.site().empty().remove(session.opening().network());
            if (connecting != null) {
                connecting.cancel();
            }
        }
    }

    /** Is in its namespace no more. */
    void gone(IoSocket socket, @Nullable Failures soFar) {
        sockets.remove(socket.namespace().name(), socket);
        failures = soFar == null ? failures : soFar;
        if (sockets.isEmpty() && !isEmpty && !session.hasEnded()) {
            isEmpty = true;
            session.site().empty().add(session.opening().network());
            awaitConnect();
        }
    }

    void heard() {
        // a copy, since who is asked may end
        List.copyOf(sockets.values()).forEach(IoSocket::heard);
    }

    void mark() {
        sockets.values().forEach(socket -> socket.trail().mark());
    }

    void confirm() {
        sockets.values().forEach(socket -> socket.trail().confirm());
    }

    void end(boolean lost) {
        forgetUnfinished();
        if (connecting != null) {
            connecting.cancel();
        }
        if (isEmpty) {
            session.site().empty().remove(session.opening().network());
        }
        List.copyOf(sockets.values()).forEach(socket -> socket.end(lost));
    }
}
