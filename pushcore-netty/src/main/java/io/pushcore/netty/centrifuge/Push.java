package io.pushcore.netty.centrifuge;

import io.pushcore.InboxEvent;
import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.netty.http.InboxJson;
import io.pushcore.transport.Output;
import io.pushcore.transport.PresenceChange;

/** What the server says unasked. */
final class Push {
    /** From here on a client subscribes again when its subscription was ended. */
    private static final int INSUFFICIENT_STATE = 2500;

    /** It does so with the token it has, is told that this has expired, and gets another. */
    private static final int EXPIRED = 2501;

    /** The client is not to subscribe again. */
    private static final int ENDED = 2000;

    private Push() {}

    static void publication(Message message, Output json) {
        begin(message.channel(), "pub", json);
        PublicationJson.write(message, json);
        json.put("}}");
    }

    /** Of an inbox: under its number, not under an offset that a library would keep. */
    static void inbox(String channel, InboxEvent event, Output json) {
        begin(channel, "pub", json);
        json.put("{\"data\":");
        InboxJson.event(event, json);
        json.put("}}}");
    }

    static void presence(PresenceChange change, Output json) {
        begin(change.channel(), change.joined() ? "join" : "leave", json);
        json.put("{\"info\":");
        ClientInfo.write(change.who(), json);
        json.put("}}}");
    }

    /** The subscription is over and is to be made again, from where the client stands. */
    static void subscribeAgain(String channel, String reason, Output json) {
        unsubscribe(channel, INSUFFICIENT_STATE, reason, json);
    }

    /** The subscription is over with its token, and is to be made again with another. */
    static void subscriptionExpired(String channel, String reason, Output json) {
        unsubscribe(channel, EXPIRED, reason, json);
    }

    /** The subscription is over. */
    static void unsubscribed(String channel, String reason, Output json) {
        unsubscribe(channel, ENDED, reason, json);
    }

    /** How far the user's own log reaches, for the client and no channel. */
    static void head(Position newest, Output json) {
        json.put("{\"push\":{\"message\":{\"data\":{\"head\":");
        InboxJson.head(newest, json);
        json.put("}}}}");
    }

    /** Meant for the client and no channel. */
    static void message(Payload payload, Output json) {
        json.put("{\"push\":{\"message\":{\"data\":");
        Json.payload(payload, json);
        json.put("}}}");
    }

    static void disconnect(CloseCode code, String reason, Output json) {
        json.put("{\"push\":{\"disconnect\":{\"code\":").decimal(code.number()).put(",\"reason\":");
        Json.text(reason, json);
        json.put("}}}");
    }

    private static void unsubscribe(String channel, int code, String reason, Output json) {
        begin(channel, "unsubscribe", json);
        json.put("{\"code\":").decimal(code).put(",\"reason\":");
        Json.text(reason, json);
        json.put("}}}");
    }

    private static void begin(String channel, String what, Output json) {
        json.put("{\"push\":{\"channel\":");
        Json.text(channel, json);
        json.put(",\"").put(what).put("\":");
    }
}
