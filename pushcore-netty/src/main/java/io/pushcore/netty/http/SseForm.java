package io.pushcore.netty.http;

import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.transport.Output;
import io.pushcore.transport.WireForm;

/** A push as a server-sent event (HTML standard, section 9.2): its position, then its payload line by line. */
final class SseForm implements WireForm {
    static final SseForm INSTANCE = new SseForm();

    private SseForm() {}

    @Override
    public String name() {
        return "http-sse";
    }

    @Override
    public void encode(Message message, Output out) {
        Payload payload = message.payload();
        Output event = new Output(payload.length() + 64);
        if (message.offset() > 0) {
            id(message.position(), event);
        }
        if (payload.type() == Payload.Type.BINARY) {
            event.put("event: binary\ndata: ").put(MessageJson.base64(payload)).put('\n');
        } else {
            lines(payload, event);
        }
        Chunk.write(event.put('\n'), out);
    }

    static void id(Position position, Output event) {
        event.put("id: ")
                .put(position.epoch())
                .put(':')
                .decimal(position.offset())
                .put('\n');
    }

    /** Every line end, of whatever kind, begins a new field; the client joins them by newlines. */
    static void lines(Payload payload, Output event) {
        event.put("data: ");
        for (int i = 0; i < payload.length(); i++) {
            byte value = payload.at(i);
            if (value == '\r' && i + 1 < payload.length() && payload.at(i + 1) == '\n') {
                continue;
            }
            if (value == '\n' || value == '\r') {
                event.put("\ndata: ");
            } else {
                event.put(value);
            }
        }
        event.put('\n');
    }
}
