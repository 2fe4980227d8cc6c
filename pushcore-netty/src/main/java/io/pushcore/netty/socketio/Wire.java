package io.pushcore.netty.socketio;

import io.pushcore.transport.Connection;
import io.pushcore.transport.Lane;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What goes out on one request or WebSocket that the broker has no link to: one write in flight. Only its lane touches it. */
final class Wire {
    private final Connection connection;
    private final Deque<Said> waiting = new ArrayDeque<>(1);
    private boolean writing;
    private boolean ending;
    private boolean gone;

    private record Said(ByteBuffer bytes, Taken taken) {}

    /** Told whether the socket has taken something, or never will. */
    @FunctionalInterface
    interface Taken {
        Taken NOTHING = whole -> {};

        void taken(boolean whole);
    }

    Wire(Connection connection) {
        this.connection = connection;
    }

    Lane lane() {
        return connection.lane();
    }

    Connection connection() {
        return connection;
    }

    void say(byte[] bytes, Taken taken) {
        if (gone) {
            taken.taken(false);
            return;
        }
        waiting.add(new Said(ByteBuffer.wrap(bytes), taken));
        next();
    }

    private void next() {
        Said said = writing || gone ? null : waiting.poll();
        if (said == null) {
            if (ending && !writing && !gone) {
                gone = true;
                connection.close();
            }
            return;
        }
        writing = true;
        connection.write(List.of(said.bytes), whole -> {
            writing = false;
            said.taken.taken(whole);
            next();
        });
    }

    /** Closes it, once all that was said is out. */
    void end() {
        ending = true;
        next();
    }

    /** The connection is gone. */
    void gone() {
        gone = true;
        waiting.forEach(said -> said.taken.taken(false));
        waiting.clear();
    }
}
