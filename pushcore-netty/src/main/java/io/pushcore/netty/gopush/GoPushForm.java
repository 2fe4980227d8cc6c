package io.pushcore.netty.gopush;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.pushcore.Message;
import io.pushcore.netty.http.MessageJson;
import io.pushcore.netty.http.WebSocketFrames;
import io.pushcore.transport.GatheringForm;
import io.pushcore.transport.Output;

/** A PUSH: all messages that travel together are the items of one text frame. */
final class GoPushForm implements GatheringForm {
    static final GoPushForm INSTANCE = new GoPushForm();

    private static final byte[] HEAD = "{\"type\":\"PUSH\",\"data\":{\"items\":[".getBytes(US_ASCII);
    private static final byte[] END = "]}}".getBytes(US_ASCII);

    private GoPushForm() {}

    @Override
    public String name() {
        return "go-push";
    }

    @Override
    public void encode(Message message, Output out) {
        MessageJson.payload(message.payload(), out);
        out.put(',');
    }

    @Override
    public void open(int bytes, Output out) {
        WebSocketFrames.text(HEAD.length + bytes + END.length, out);
        out.put(HEAD);
    }

    @Override
    public void close(Output out) {
        out.put(END);
    }
}
