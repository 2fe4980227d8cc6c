package io.pushcore.netty.http;

import io.pushcore.Presence;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;

/** Answers with who is subscribed to a channel. */
final class PresenceCodec extends RequestCodec {
    private final String channel;

    PresenceCodec(Request request, String channel, Terms terms, Carrier carrier) {
        super(request, terms, carrier);
        this.channel = channel;
    }

    @Override
    protected void ask(ByteBuffer body) {
        add(new Command.ReadPresence(channel));
    }

    @Override
    protected void answer(Command command, Reply reply, Output out) {
        if (reply instanceof Reply.PresenceList list) {
            Output body = new Output().put("{\"presence\":[");
            String between = "";
            for (Presence presence : list.presence()) {
                body.put(between);
                write(presence, body);
                between = ",";
            }
            json(body.put("]}"), out);
        }
    }

    private static void write(Presence presence, Output out) {
        out.put("{\"session\":");
        JsonText.string(presence.session(), out);
        out.put(",\"user\":");
        JsonText.string(presence.user(), out);
        if (!presence.info().isEmpty()) {
            out.put(",\"info\":");
            JsonText.string(presence.info(), out);
        }
        out.put(",\"since\":\"").put(presence.since().toString()).put("\"}");
    }

    @Override
    public WireForm form() {
        return NudgeForm.INSTANCE;
    }
}
