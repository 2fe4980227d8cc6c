package io.pushcore.netty.socketio;

import io.pushcore.socketio.SocketIoHandler;

/** What the application has yet to do for one client, bounded: above that the client is not read. Only the session's lane touches it. */
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

    void add(SocketIoHandler handler, IoEvent event, int length) {
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
