package io.pushcore.socketio;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What is done at the events of one namespace. Immutable: each addition gives a changed copy. */
public final class SocketIoHandlers {
    /** Those that a client library keeps for itself. */
    private static final Set<String> RESERVED = Set.of(
            "connect", "connect_error", "connecting", "disconnect", "disconnecting", "newListener", "removeListener");

    private static final SocketIoHandlers NONE = new SocketIoHandlers(Map.of(), client -> {}, client -> {});

    private final Map<String, SocketIoHandler> handlers;
    private final Consumer<SocketIoClient> connected;
    private final Consumer<SocketIoClient> disconnected;

    private SocketIoHandlers(
            Map<String, SocketIoHandler> handlers,
            Consumer<SocketIoClient> connected,
            Consumer<SocketIoClient> disconnected) {
        this.handlers = handlers;
        this.connected = connected;
        this.disconnected = disconnected;
    }

    public static SocketIoHandlers none() {
        return NONE;
    }

    /** Whether a name may be that of an event. */
    public static boolean isEvent(String name) {
        return !RESERVED.contains(name);
    }

    /** One handler for each event; another takes the place of the first. */
    public SocketIoHandlers on(String event, SocketIoHandler handler) {
        if (!isEvent(event)) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, "event must not be one of the library's own: " + event);
        }
        Map<String, SocketIoHandler> more = new HashMap<>(handlers);
        more.put(event, handler);
        return new SocketIoHandlers(Map.copyOf(more), connected, disconnected);
    }

    /** What is done first for a client that is let in, before its events. */
    public SocketIoHandlers onConnect(Consumer<SocketIoClient> handler) {
        return new SocketIoHandlers(handlers, handler, disconnected);
    }

    /** What is done last. */
    public SocketIoHandlers onDisconnect(Consumer<SocketIoClient> handler) {
        return new SocketIoHandlers(handlers, connected, handler);
    }

    /** The handler of an event. */
    public Optional<SocketIoHandler> of(String event) {
        return Optional.ofNullable(handlers.get(event));
    }

    public Consumer<SocketIoClient> connected() {
        return connected;
    }

    public Consumer<SocketIoClient> disconnected() {
        return disconnected;
    }
}
