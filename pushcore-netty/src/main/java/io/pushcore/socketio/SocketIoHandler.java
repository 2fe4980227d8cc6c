package io.pushcore.socketio;

/** What an application does at an event. Called on the broker's executor, one event of a client at a time. */
@FunctionalInterface
public interface SocketIoHandler {
    /** Takes note of an event. What it throws is logged, and the next event comes. */
    void handle(SocketIoClient client, SocketIoEvent event) throws Exception;
}
