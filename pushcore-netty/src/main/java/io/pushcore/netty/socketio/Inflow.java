package io.pushcore.netty.socketio;

import io.pushcore.Payload;
import io.pushcore.socketio.SocketIoHandler;
import io.pushcore.socketio.SocketIoHandlers;
import io.pushcore.transport.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The events of one client, and what the application has yet to do for it, bounded: above that the client is not read. Only the session's lane touches it. */
final class Inflow {
    private static final int MOST_EVENTS = 32;
    private static final int MOST_BYTES = 1 << 20;

    private final IoSocket socket;
    private final Turns turns;
    private int events;
    private long bytes;
    private boolean brokerHolds;
    private boolean holds;
    private boolean ended;

    Inflow(IoSocket socket) {
        this.socket = socket;
        this.turns = new Turns(socket.session().site().gateway().executor());
    }

    void begin() {
        turns.begin(() -> socket.namespace().handlers().connected().accept(socket.client()));
    }

    /** An event for a handler, or for the broker's own requests. */
    void event(IoPacket packet, List<Payload> bytes) {
        List<Payload> args = Args.read(packet.json(), bytes);
        if (args.isEmpty()
                || args.get(0).type() != Payload.Type.TEXT
                || !SocketIoHandlers.isEvent(args.get(0).text())) {
            throw Packet.broken("event must have a name, which is none of the library's own");
        }
        String name = args.get(0).text();
        List<Payload> rest = new ArrayList<>(args.subList(1, args.size()));
        if (socket.codec().takes(name, rest)) {
            if (packet.id() >= 0) {
                socket.outflow().answer(packet.id(), List.of());
            }
            return;
        }
        IoEvent event = new IoEvent(
                name, rest, bytes, packet.id() >= 0, answer -> socket.outflow().answer(packet.id(), answer));
        Optional<SocketIoHandler> handler = socket.namespace().handlers().of(name);
        if (handler.isPresent()) {
            add(
                    handler.get(),
                    event,
                    packet.json().length()
                            + bytes.stream().mapToInt(Payload::length).sum());
        } else if (event.isAsking()) {
            socket.codec()
                    .ask(
                            new Command.Call(name, called(packet, rest)),
                            reply -> socket.outflow().answer(packet.id(), reply));
        }
    }

    private static Payload called(IoPacket packet, List<Payload> args) {
        if (args.size() <= 1) {
            return args.isEmpty() ? Payload.json("null") : args.get(0);
        }
        return Payload.json(packet.json());
    }

    private void add(SocketIoHandler handler, IoEvent event, int length) {
        events++;
        bytes += length;
        update();
        turns.add(() -> {
            try {
                handler.handle(socket.client(), event);
            } finally {
                socket.lane().execute(() -> done(length));
            }
        });
    }

    private void done(int length) {
        events--;
        bytes -= length;
        update();
    }

    /** Whether the broker reads. */
    void brokerReads(boolean on) {
        brokerHolds = !on;
        update();
    }

    private void update() {
        boolean now = !ended && (brokerHolds || events > MOST_EVENTS || bytes > MOST_BYTES);
        if (now != holds) {
            holds = now;
            socket.session().pause(now);
        }
    }

    void end() {
        ended = true;
        update();
    }

    /** The last thing the application does for it. */
    void last() {
        turns.add(() -> socket.namespace().handlers().disconnected().accept(socket.client()));
    }
}
