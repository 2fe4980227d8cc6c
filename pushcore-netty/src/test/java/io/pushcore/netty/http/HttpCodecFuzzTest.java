package io.pushcore.netty.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Whatever comes as target, headers, body or message: commands, problems, or a {@link PushCoreException}. */
final class HttpCodecFuzzTest {
    private static final Routes ROUTES = PlainRoutes.addTo(Routes.none());
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    @FuzzTest
    void target(byte[] bytes) {
        serve("GET", "/" + new String(bytes, ISO_8859_1), Map.of(), new byte[0]);
    }

    @FuzzTest
    void query(byte[] bytes) {
        serve("GET", "/channels/c?wait=1s&" + new String(bytes, ISO_8859_1), Map.of(), new byte[0]);
    }

    @FuzzTest
    void json(byte[] bytes) {
        serve("POST", "/channels/c", Map.of("content-type", "application/json"), bytes);
    }

    @FuzzTest
    void lines(byte[] bytes) {
        serve("POST", "/channels/c", Map.of("content-type", "application/x-ndjson"), bytes);
    }

    @FuzzTest
    void array(byte[] bytes) {
        serve("POST", "/channels/c?batch=array", Map.of(), bytes);
    }

    private static void serve(String method, String target, Map<String, String> headers, byte[] body) {
        try {
            Request request = Request.of(method, target, headers, true, true);
            if (ROUTES.plan(request) instanceof Plan.Answer answer) {
                ExchangeCodec codec = answer.maker().make(new FuzzTerms(), new NoCarrier());
                codec.body(ByteBuffer.wrap(body));
                refuseAll(codec);
            }
        } catch (PushCoreException refused) {
            Problem.answer(refused, "", true, new Output());
        }
    }

    private static void refuseAll(Codec codec) {
        Output out = new Output();
        for (Command command = codec.decode(NOTHING); command != null; command = codec.decode(NOTHING)) {
            if (command instanceof Command.Publish publish
                    && publish.publication().payload().type() == Payload.Type.JSON) {
                // what was cut out of a body is a value by itself
                JsonReader.value(publish.publication().payload().buffer());
            }
            codec.encode(command, new Reply.Refused(ErrorCode.BUSY, "as the test says"), out);
        }
        if (out.length() == 0) {
            throw new AssertionError("no answer");
        }
    }

    private static final class FuzzTerms implements Terms {
        @Override
        public int maxPayloadBytes() {
            return 1_000;
        }

        @Override
        public int maxFrameBytes() {
            return 2_000;
        }

        @Override
        public Identity identity() {
            return Identity.ANONYMOUS;
        }

        @Override
        public String session() {
            return "s1";
        }

        @Override
        public boolean mustAuthenticate() {
            return false;
        }

        @Override
        public String remoteAddress() {
            return "192.0.2.7";
        }

        @Override
        public Instant now() {
            return Instant.parse("2026-01-02T03:04:05Z");
        }
    }

    private static final class NoCarrier implements Carrier {
        @Override
        public void wake() {}

        @Override
        public void finish() {}

        @Override
        public void after(Duration delay, Runnable work) {}
    }
}
