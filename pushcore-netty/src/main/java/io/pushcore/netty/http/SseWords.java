package io.pushcore.netty.http;

import io.pushcore.ErrorCode;
import io.pushcore.Gap;
import io.pushcore.InboxEvent;
import io.pushcore.InboxGap;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.WireForm;
import java.time.Duration;

/** Server-sent events: what a browser's {@code EventSource} reads, and resumes by itself. */
final class SseWords implements StreamWords {
    static final SseWords INSTANCE = new SseWords();

    /** The epoch of channels without a log, whose positions lead nowhere. */
    private static final String LIVE = "live";

    private SseWords() {}

    @Override
    public String type() {
        return "text/event-stream";
    }

    /** The position too, in an event without data that no script sees: so whoever received nothing yet can resume. */
    @Override
    public void first(Position position, Output content) {
        content.put("retry: 2000\n");
        if (!position.epoch().equals(LIVE)) {
            SseForm.id(position, content);
        }
        content.put('\n');
    }

    /** The session is part of each id, so that a browser comes back to it by itself. */
    @Override
    public void session(Reply.InboxOpened opened, long after, Output content) {
        content.put("retry: 2000\n");
        id(opened.session(), after, content);
        content.put("event: session\ndata: ");
        InboxJson.opened(opened, content);
        content.put("}\n\n");
    }

    @Override
    public void inbox(String session, InboxEvent event, Output content) {
        long seq = InboxJson.seq(event);
        if (seq > 0) {
            id(session, seq, content);
        }
        content.put(event instanceof InboxGap ? "event: gap\ndata: " : "data: ");
        InboxJson.event(event, content);
        content.put("\n\n");
    }

    /** Without an id: whoever comes back is told the newest. */
    @Override
    public void head(Position newest, Output content) {
        content.put("data: ");
        InboxJson.head(newest, content);
        content.put("\n\n");
    }

    private static void id(String session, long seq, Output content) {
        content.put("id: ").put(session).put(':').decimal(seq).put('\n');
    }

    @Override
    public void gap(Gap gap, Output content) {
        SseForm.id(gap.to(), content);
        content.put("event: gap\ndata: ");
        PageJson.span(gap, content);
        content.put("\n\n");
    }

    @Override
    public void said(Payload payload, Output content) {
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
    public void comeBack(Duration after, Output content) {
        content.put("retry: ").decimal(after.toMillis()).put('\n');
    }

    @Override
    public void end(ErrorCode code, String sentence, Output content) {
        content.put("event: end\ndata: ");
        Problem.object(code, sentence, content);
        content.put("\n\n");
    }

    @Override
    public void beat(Output content) {
        content.put(":\n\n");
    }

    @Override
    public WireForm form() {
        return SseForm.INSTANCE;
    }
}
