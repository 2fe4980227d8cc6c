package io.pushcore.netty.http;

import io.pushcore.Message;
import io.pushcore.transport.Output;
import io.pushcore.transport.WireForm;

/** A push as one JSON object on a line. */
final class LinesForm implements WireForm {
    static final LinesForm INSTANCE = new LinesForm();

    private LinesForm() {}

    @Override
    public String name() {
        return "http-lines";
    }

    @Override
    public void encode(Message message, Output out) {
        Output line = new Output(message.payload().length() + 128);
        MessageJson.messageWithEpoch(message, line);
        Chunk.write(line.put('\n'), out);
    }
}
