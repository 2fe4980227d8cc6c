package io.pushcore.netty.http;

import io.pushcore.ErrorCode;
import io.pushcore.Gap;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.transport.Output;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;

/** A JSON object a line for each message; empty lines say that the broker is there. */
final class LinesCodec extends StreamCodec {
    LinesCodec(Request request, String channel, Terms terms, Carrier carrier) {
        super(request, channel, terms, carrier);
    }

    @Override
    String type() {
        return "application/x-ndjson";
    }

    @Override
    void first(Position position, Output content) {
        content.put("{\"start\":");
        MessageJson.position(position, content);
        content.put("}\n");
    }

    @Override
    void gap(Gap gap, Output content) {
        content.put("{\"gap\":");
        PageJson.span(gap, content);
        content.put("}\n");
    }

    @Override
    void end(ErrorCode code, String sentence, Output content) {
        content.put("{\"end\":");
        Problem.object(code, sentence, content);
        content.put("}\n");
    }

    @Override
    void said(Payload payload, Output content) {
        content.put("{\"broadcast\":");
        MessageJson.payload(payload, content);
        content.put("}\n");
    }

    @Override
    void beat(Output content) {
        content.put('\n');
    }

    @Override
    public WireForm form() {
        return LinesForm.INSTANCE;
    }
}
