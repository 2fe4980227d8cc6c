package io.pushcore.socketio;

import io.pushcore.Payload;
import java.util.List;

/** An event that a client sent. Usable from any thread. */
public interface SocketIoEvent {
    String name();

    /** Its arguments: strings as text, bytes as binary, all others as JSON. */
    List<Payload> args();

    /** Bytes within arguments that are JSON; there stands {@code {"_placeholder":true,"num":N}} for the one with this index. */
    List<Payload> attachments();

    /** The first argument; {@code null} in JSON if there is none. */
    default Payload payload() {
        return args().isEmpty() ? Payload.json("null") : args().get(0);
    }

    /** The first argument as text. */
    default String text() {
        return payload().text();
    }

    /** Whether the client waits for an answer. */
    boolean isAsking();

    /** Answers, once; nothing happens if it is not asking or was answered. Need not be done by the handler itself. */
    void answer(Payload... args);

    default void answer(String text) {
        answer(Payload.of(text));
    }
}
