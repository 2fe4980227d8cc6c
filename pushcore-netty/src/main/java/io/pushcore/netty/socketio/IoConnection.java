package io.pushcore.netty.socketio;

import io.pushcore.transport.Codec;
import io.pushcore.transport.Connection;
import io.pushcore.transport.Dialect;
import io.pushcore.transport.Lane;
import io.pushcore.transport.Tally;
import io.pushcore.transport.Terms;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** One namespace of one client as the engine sees it: a connection of its own. Only the session's lane touches it. */
final class IoConnection implements Connection, Dialect {
    private final IoSocket socket;

    IoConnection(IoSocket socket) {
        this.socket = socket;
    }

    @Override
    public String name() {
        return "socketio";
    }

    @Override
    public Codec open(Terms terms) {
        socket.taken(terms);
        return socket.codec();
    }

    @Override
    public Lane lane() {
        return socket.lane();
    }

    @Override
    public String remoteAddress() {
        return socket.remoteAddress();
    }

    @Override
    public boolean isLoopback() {
        return socket.session().opening().isLoopback();
    }

    @Override
    public String network() {
        return socket.session().opening().network();
    }

    @Override
    public String certificate() {
        return socket.session().opening().certificate();
    }

    @Override
    public Optional<Tally> tally() {
        return socket.tally();
    }

    @Override
    public void write(List<ByteBuffer> bytes, Written written) {
        socket.outflow().write(bytes, written);
    }

    @Override
    public long progress() {
        return socket.outflow().taken();
    }

    @Override
    public void reading(boolean on) {
        socket.inflow().brokerReads(on);
    }

    @Override
    public void close() {
        lane().execute(socket::close);
    }
}
