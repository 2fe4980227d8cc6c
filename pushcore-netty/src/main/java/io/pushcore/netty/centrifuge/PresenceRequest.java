package io.pushcore.netty.centrifuge;

import io.pushcore.Presence;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;

/** Who is subscribed. */
record PresenceRequest(String channel) implements ClientRequest {
    static PresenceRequest read(Fields fields, Session session) {
        return new PresenceRequest(Channel.of(fields));
    }

    @Override
    public Command command() {
        return new Command.ReadPresence(channel);
    }

    @Override
    public void result(Reply reply, Output json) {
        json.put("{\"presence\":{");
        if (reply instanceof Reply.PresenceList list) {
            String comma = "";
            for (Presence who : list.presence()) {
                json.put(comma);
                Json.text(who.session(), json);
                json.put(':');
                ClientInfo.write(who, json);
                comma = ",";
            }
        }
        json.put("}}");
    }
}
