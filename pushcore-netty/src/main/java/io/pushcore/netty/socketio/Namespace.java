package io.pushcore.netty.socketio;

import io.pushcore.socketio.SocketIoClient;
import io.pushcore.socketio.SocketIoHandlers;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A namespace of a port and who is in it. Usable from any thread. */
final class Namespace {
    private final String name;
    private final SocketIoHandlers handlers;
    private final EventForm plain;
    private final EventForm placed;
    private final boolean recovers;
    private final Set<SocketIoClient> clients = ConcurrentHashMap.newKeySet();

    Namespace(String name, SocketIoHandlers handlers, boolean recovers) {
        this.name = name;
        this.handlers = handlers;
        this.recovers = recovers;
        this.plain = new EventForm(name, false);
        this.placed = new EventForm(name, true);
    }

    String name() {
        return name;
    }

    SocketIoHandlers handlers() {
        return handlers;
    }

    /** Whether clients of a version can come back to what they had. */
    boolean recovers(Version version) {
        return recovers && version == Version.V4;
    }

    EventForm form(Version version) {
        return recovers(version) ? placed : plain;
    }

    void come(SocketIoClient client) {
        clients.add(client);
    }

    void gone(SocketIoClient client) {
        clients.remove(client);
    }

    List<SocketIoClient> clients() {
        return List.copyOf(clients);
    }
}
