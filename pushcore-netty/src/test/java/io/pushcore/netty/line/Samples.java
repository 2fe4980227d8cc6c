package io.pushcore.netty.line;

import io.pushcore.Durability;
import io.pushcore.Identity;
import io.pushcore.Message;
import io.pushcore.Page;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.Published;
import io.pushcore.transport.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Replies and messages as the engine hands them to a codec. */
final class Samples {
    static final long NANOS = 1_795_146_420_284_045_010L;

    static final Reply DONE = new Reply.Done();
    static final Reply SUBSCRIBED = new Reply.Subscribed(position(41), false);
    static final Reply ALREADY_SUBSCRIBED = new Reply.Subscribed(position(41), true);
    static final Reply UNSUBSCRIBED = new Reply.Unsubscribed(true);
    static final Reply NOT_SUBSCRIBED = new Reply.Unsubscribed(false);
    static final Reply ACCEPTED = new Reply.Accepted(new Published(position(42), Durability.MEMORY, false));
    static final Reply AUTHENTICATED = new Reply.Authenticated(Identity.of("anna"), false);
    static final Reply ALREADY_AUTHENTICATED = new Reply.Authenticated(Identity.of("anna"), true);

    private Samples() {}

    static Position position(long offset) {
        return new Position("e1", offset);
    }

    static Message message(String text) {
        return message("c", Payload.of(text));
    }

    static Message message(String channel, Payload payload) {
        return new Message(
                channel, position(7), Instant.ofEpochSecond(0, NANOS), payload, "", Map.of(), "", Instant.MAX);
    }

    static Reply page(boolean first, boolean last, Message... messages) {
        return new Reply.HistoryPage(
                new Page(List.of(messages), position(9), position(12), Optional.empty()), first, last);
    }
}
