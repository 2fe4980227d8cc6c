package io.pushcore.netty.http;

import io.pushcore.ErrorCode;
import io.pushcore.Gap;
import io.pushcore.InboxEvent;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.WireForm;

/** A JSON object a line for each message; empty lines say that the broker is there. */
final class LinesWords implements StreamWords {
    static final LinesWords INSTANCE = new LinesWords();

    private LinesWords() {}

    @Override
    public String type() {
        return "application/x-ndjson";
    }

    @Override
    public void first(Position position, Output content) {
        content.put("{\"start\":");
        MessageJson.position(position, content);
        content.put("}\n");
    }

    @Override
    public void session(Reply.InboxOpened opened, long after, Output content) {
        InboxJson.opened(opened, content);
        content.put("}\n");
    }

    @Override
    public void inbox(String session, InboxEvent event, Output content) {
        InboxJson.event(event, content);
        content.put('\n');
    }

    @Override
    public void head(Position newest, Output content) {
        InboxJson.head(newest, content);
        content.put('\n');
    }

    @Override
    public void gap(Gap gap, Output content) {
        content.put("{\"gap\":");
        PageJson.span(gap, content);
        content.put("}\n");
    }

    @Override
    public void end(ErrorCode code, String sentence, Output content) {
        content.put("{\"end\":");
        Problem.object(code, sentence, content);
        content.put("}\n");
    }

    @Override
    public void said(Payload payload, Output content) {
        content.put("{\"broadcast\":");
        MessageJson.payload(payload, content);
        content.put("}\n");
    }

    @Override
    public void beat(Output content) {
        content.put('\n');
    }

    @Override
    public WireForm form() {
        return LinesForm.INSTANCE;
    }
}
