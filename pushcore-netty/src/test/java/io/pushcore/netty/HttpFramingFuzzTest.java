package io.pushcore.netty;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.PlainRoutes;
import io.pushcore.netty.http.Request;
import io.pushcore.netty.http.Routes;
import java.util.Optional;
import java.util.Set;

/** Whatever comes on a connection: heads that are read or refused, frames that become messages or end it. */
final class HttpFramingFuzzTest {
    private static final Routes ROUTES = PlainRoutes.addTo(Routes.none());
    private static final Origins ORIGINS = new Origins(Set.of("https://app.example"));
    private static final int MOST_BYTES = 1_000;

    @FuzzTest
    void requests(byte[] bytes) {
        EmbeddedChannel channel = new EmbeddedChannel(HttpLimits.parser());
        try {
            channel.writeInbound(Unpooled.wrappedBuffer(bytes));
            for (HttpObject part = channel.readInbound(); part != null; part = channel.readInbound()) {
                if (part.decoderResult().isFailure()) {
                    RequestHeads.unreadable(part.decoderResult().cause());
                } else if (part instanceof HttpRequest head) {
                    plan(head);
                }
                ReferenceCountUtil.release(part);
            }
        } finally {
            channel.finishAndReleaseAll();
        }
    }

    private static void plan(HttpRequest head) {
        try {
            Request request = RequestHeads.read(head);
            ORIGINS.check(request, true, false);
            ROUTES.plan(request);
        } catch (PushCoreException refused) {
            RequestHeads.hasBody(head);
        }
    }

    @FuzzTest
    void frames(byte[] bytes) {
        EmbeddedChannel channel = new EmbeddedChannel(FrameDecoders.parser(MOST_BYTES, () -> MOST_BYTES));
        GatheredMessage message = new GatheredMessage();
        try {
            channel.writeInbound(Unpooled.wrappedBuffer(bytes));
            for (WebSocketFrame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
                gather(message, frame);
            }
        } catch (CorruptedWebSocketFrameException | TooLongFrameException | PushCoreException refused) {
            // ends the connection with a close frame
        } catch (CorruptedFrameException other) {
            throw new AssertionError("has no close code", other);
        } finally {
            channel.finishAndReleaseAll();
        }
    }

    private static void gather(GatheredMessage message, WebSocketFrame frame) {
        try {
            Optional<Payload> whole = frame.getClass().getSimpleName().matches("(Text|Binary|Continuation).*")
                    ? message.add(frame, MOST_BYTES)
                    : Optional.empty();
            if (whole.isPresent() && whole.get().length() > MOST_BYTES) {
                throw new AssertionError("longer than allowed");
            }
        } finally {
            frame.release();
        }
    }
}
