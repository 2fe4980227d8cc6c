package io.pushcore.netty.centrifuge;

import io.pushcore.Presence;
import io.pushcore.transport.Output;

/** A session as other clients see it. */
final class ClientInfo {
    private ClientInfo() {}

    static void write(Presence who, Output json) {
        json.put("{\"user\":");
        Json.text(who.user(), json);
        json.put(",\"client\":");
        Json.text(who.session(), json);
        if (!who.info().isEmpty()) {
            json.put(",\"conn_info\":");
            Json.text(who.info(), json);
        }
        json.put('}');
    }
}
