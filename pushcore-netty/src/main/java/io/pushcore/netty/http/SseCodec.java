package io.pushcore.netty.http;

import io.pushcore.ErrorCode;
import io.pushcore.Gap;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.transport.Output;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.time.Duration;

/** Server-sent events: what a browser's {@code EventSource} reads, and resumes by itself. */
final class SseCodec extends StreamCodec {
    /** The epoch of channels without a log, whose positions lead nowhere. */
    private static final String LIVE = "live";

    SseCodec(Request request, String channel, Terms terms, Carrier carrier) {
        super(request, channel, terms, carrier);
    }

    @Override
    String type() {
        return "text/event-stream";
    }

    /** The position too, in an event without data that no script sees: so whoever received nothing yet can resume. */
    @Override
    void first(Position position, Output content) {
        content.put("retry: 2000\n");
        if (!position.epoch().equals(LIVE)) {
            SseForm.id(position, content);
        }
        content.put('\n');
    }

    @Override
    void gap(Gap gap, Output content) {
        SseForm.id(gap.to(), content);
        content.put("event: gap\ndata: ");
        PageJson.span(gap, content);
        content.put("\n\n");
    }

    @Override
    void said(Payload payload, Output content) {
        content.put("event: broadcast\n");
        if (payload.type() == Payload.Type.BINARY) {
            content.put("data: ").put(MessageJson.base64(payload)).put('\n');
        } else {
            SseForm.lines(payload, content);
        }
        content.put('\n');
    }

    /** What a browser waits; the first event of its next stream sets it back. */
    @Override
    void comeBack(Duration after, Output content) {
        content.put("retry: ").decimal(after.toMillis()).put('\n');
    }

    @Override
    void end(ErrorCode code, String sentence, Output content) {
        content.put("event: end\ndata: ");
        Problem.object(code, sentence, content);
        content.put("\n\n");
    }

    @Override
    void beat(Output content) {
        content.put(":\n\n");
    }

    @Override
    public WireForm form() {
        return SseForm.INSTANCE;
    }
}
