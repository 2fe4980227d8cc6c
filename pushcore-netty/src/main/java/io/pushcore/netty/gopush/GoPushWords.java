package io.pushcore.netty.gopush;

import io.pushcore.ErrorCode;
import io.pushcore.Payload;
import io.pushcore.netty.http.JsonText;
import io.pushcore.netty.http.MessageJson;
import io.pushcore.netty.http.WebSocketFrames;
import io.pushcore.transport.Output;

/** What the server says but for what is pushed, a text frame each. ERROR and GAP are new: clients of go-push pass over types they do not know. */
final class GoPushWords {
    private GoPushWords() {}

    static void pong(Output out) {
        frame(new Output().put("{\"type\":\"PONG\",\"data\":{}}"), out);
    }

    /** @param room empty for none */
    static void error(ErrorCode code, String sentence, String room, Output out) {
        Output json =
                new Output().put("{\"type\":\"ERROR\",\"data\":{\"code\":").decimal(code.number());
        JsonText.string(sentence, json.put(",\"message\":"));
        room(room, json);
        frame(json.put("}}"), out);
    }

    /** Items were lost that the client was to have; of those for everybody, if the room is empty. */
    static void gap(String room, Output out) {
        Output json = new Output().put("{\"type\":\"GAP\",\"data\":{\"missed\":true");
        room(room, json);
        frame(json.put("}}"), out);
    }

    /** One item for this connection. */
    static void push(Payload payload, Output out) {
        Output item = new Output(payload.length() + 16);
        MessageJson.payload(payload, item);
        GoPushForm.INSTANCE.open(item.length(), out);
        out.put(item.toBytes());
        GoPushForm.INSTANCE.close(out);
    }

    private static void room(String room, Output json) {
        if (!room.isEmpty()) {
            JsonText.string(room, json.put(",\"room\":"));
        }
    }

    private static void frame(Output json, Output out) {
        WebSocketFrames.text(json.length(), out);
        out.put(json.toBytes());
    }
}
