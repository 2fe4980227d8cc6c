package io.pushcore.netty.line;

import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.InboxEvent;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Command;
import io.pushcore.transport.HeadNotice;
import io.pushcore.transport.LineFinder;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The plain form, unless the first line is {@code hello 2}: then the modern one. */
final class LineCodec implements Codec {
    private static final String HELLO = "hello 2";

    private final Terms terms;
    private final LineFinder lines = new LineFinder();
    private Codec form;
    private boolean chosen;
    private @Nullable Command hello;

    LineCodec(Terms terms) {
        this.terms = terms;
        this.form = new PlainCodec(terms);
    }

    @Override
    public @Nullable Command decode(ByteBuffer in) {
        return chosen ? form.decode(in) : first(in);
    }

    private @Nullable Command first(ByteBuffer in) {
        int length;
        while ((length = lines.next(in, terms.maxFrameBytes())) > 0) {
            Line line = Line.of(in, length);
            if (!line.isEmpty()) {
                return choose(in, line, length);
            }
            in.position(in.position() + length);
        }
        return null;
    }

    private @Nullable Command choose(ByteBuffer in, Line line, int length) {
        chosen = true;
        if (line.asksOverHttp()) {
            // a page can make a browser send commands in the body of a request
            throw new PushCoreException(ErrorCode.BAD_REQUEST, "this port does not speak HTTP");
        }
        if (!line.is(HELLO)) {
            return form.decode(in);
        }
        in.position(in.position() + length);
        form = new ModernCodec(terms);
        hello = new Command.Ping();
        return hello;
    }

    @Override
    public WireForm form() {
        return form.form();
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a later ping equals the hello, but is not it
    public void encode(Command command, Reply reply, Output out) {
        if (command == hello && reply instanceof Reply.Done) {
            hello = null;
            out.put("ok ").put(HELLO).put('\n');
            return;
        }
        form.encode(command, reply, out);
    }

    @Override
    public void encode(HeadNotice notice, Output out) {
        form.encode(notice, out);
    }

    @Override
    public void deliver(InboxEvent event, Output out) {
        form.deliver(event, out);
    }

    @Override
    public void encode(Event event, Output out) {
        form.encode(event, out);
    }

    @Override
    public void farewell(ErrorCode code, String sentence, Output out) {
        form.farewell(code, sentence, out);
    }
}
