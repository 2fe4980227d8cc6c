package io.pushcore.netty.ipush;

import io.pushcore.ErrorCode;
import io.pushcore.netty.http.Carrier;
import io.pushcore.netty.http.Chunk;
import io.pushcore.netty.http.Head;
import io.pushcore.netty.http.RawCodec;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Terms;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** A session of ipush in chunks, both ways, behind the head of one request and one answer. Only its lane touches it. */
final class ChunkedCodec extends IpushCodec implements RawCodec {
    private final String origin;
    private long heardAt;

    ChunkedCodec(Connect connect, IpushSite site, Terms terms, Carrier carrier) {
        super(connect, site, terms, carrier);
        this.origin = connect.request().header("origin");
        this.heardAt = site.counters().nanoTime();
        carrier.after(site.idle(), this::look);
    }

    /** Ends the session of a client that has been silent for too long. */
    private void look() {
        Duration left = site.idle().minusNanos(site.counters().nanoTime() - heardAt);
        if (left.isZero() || left.isNegative()) {
            fail(ErrorCode.TIMEOUT, "nothing was said for too long");
        } else {
            carrier.after(left, this::look);
        }
    }

    @Override
    public @Nullable Command decode(ByteBuffer in) {
        Command waiting = waiting();
        if (waiting != null || hasEnded()) {
            return waiting;
        }
        ByteBuffer content = ChunkReader.next(in, terms.maxFrameBytes());
        if (content == null) {
            return null;
        }
        heardAt = site.counters().nanoTime();
        if (!content.hasRemaining()) {
            end();
            return null;
        }
        return read(content);
    }

    @Override
    void opened(Output out) {
        Head.of(200, origin, out)
                .line("Connection", "keep-alive")
                .line(
                        "Date",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(terms.now().atOffset(ZoneOffset.UTC)))
                // it says it is HTML and holds what others sent: nothing of it may run in a browser that opens it
                .line("Content-Security-Policy", "sandbox; default-src 'none'")
                .chunks("text/html; charset=utf-8");
    }

    @Override
    void frame(Output content, Output out) {
        Chunk.write(content, out);
    }

    @Override
    void last(Output out) {
        Chunk.last(out);
    }

    @Override
    void goodbye(ErrorCode code, String sentence, Output out) {
        if (isClientsFault(code)) {
            site.counters().errors.increment();
            Output content = new Output();
            IpushJson.error(sentence, content);
            frame(content, out);
        }
        last(out);
    }

    private static boolean isClientsFault(ErrorCode code) {
        return switch (code) {
            case BAD_REQUEST, FRAME_TOO_LARGE, LIMIT_REACHED, CREDENTIALS_EXPIRED -> true;
            default -> false;
        };
    }

    @Override
    public void heartbeat(Output out) {
        frame(new Output().put(' '), out);
    }
}
