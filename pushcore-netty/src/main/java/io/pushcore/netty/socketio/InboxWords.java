package io.pushcore.netty.socketio;

import io.pushcore.Credentials;
import io.pushcore.InboxEvent;
import io.pushcore.Payload;
import io.pushcore.netty.http.Request;

/**
 * The words of a port whose clients have their inbox open as long as they are there, and take one message of it at a time: a message is an event {@code
 * message}, and {@code commit} asks for the next. Without state.
 */
public interface InboxWords {
    /** Who a client says to be, and by what: the name is the user's. */
    Credentials credentials(Request request, Credentials shown);

    /** What a client hears first: the argument of its first {@code message}. */
    Payload greeting();

    /** What an inbox shows: the argument of a {@code message}. */
    Payload shown(InboxEvent event);
}
