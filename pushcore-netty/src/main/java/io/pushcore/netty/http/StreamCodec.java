package io.pushcore.netty.http;

import io.pushcore.ErrorCode;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Output;
import io.pushcore.transport.Terms;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Answers with what comes as it comes, a chunk each, for as long as the client stays. */
abstract class StreamCodec extends RequestCodec {
    /** Below what proxies and mobile networks let a quiet connection live. */
    private static final Duration HEARTBEAT_EVERY = Duration.ofSeconds(25);

    final StreamWords words;
    private boolean open;

    StreamCodec(Request request, StreamWords words, Terms terms, Carrier carrier) {
        super(request, terms, carrier);
        this.words = words;
    }

    /** What is asked for the stream. */
    abstract void askStream();

    @Override
    protected final void ask(ByteBuffer body) {
        if (!request.isModern()) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, "a stream needs HTTP/1.1");
        }
        askStream();
    }

    /** Begins the answer. */
    final void begin(Output first, Output out) {
        open = true;
        head(Status.OK, out).chunks(words.type());
        chunk(first, out);
    }

    @Override
    public final Duration heartbeatEvery() {
        return HEARTBEAT_EVERY;
    }

    @Override
    public final void heartbeat(Output out) {
        if (open && !hasEnded()) {
            Output content = new Output();
            words.beat(content);
            chunk(content, out);
        }
    }

    @Override
    public final boolean broadcast(Payload payload, Output out) {
        boolean says = open && !hasEnded();
        if (says) {
            Output content = new Output(payload.length() + 64);
            words.said(payload, content);
            chunk(content, out);
        }
        return says;
    }

    @Override
    public final void farewell(ErrorCode code, String sentence, Output out) {
        if (!open) {
            super.farewell(code, sentence, out);
        } else if (!hasEnded()) {
            Output content = new Output();
            if (code == ErrorCode.CLOSED) {
                words.comeBack(terms.reconnectAfter(), content);
            }
            words.end(code, sentence, content);
            chunk(content, out);
            Chunk.last(out);
            end();
        }
    }

    static void chunk(Output content, Output out) {
        // a chunk of nothing would be the last
        if (content.length() > 0) {
            Chunk.write(content, out);
        }
    }
}
