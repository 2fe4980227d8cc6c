package io.pushcore.netty.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pushcore.ChannelRules;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.PushCoreException;
import io.pushcore.netty.text.Utf8;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Whatever comes as target, headers, body or message: commands, problems, or a {@link PushCoreException}. */
final class HttpCodecFuzzTest {
    private static final Routes ROUTES = InboxRoutes.addTo(PlainRoutes.addTo(Routes.none()));
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

    /** Headers that make a WebSocket, with whatever others: a line each. */
    @FuzzTest
    void handshake(byte[] bytes) {
        Map<String, String> headers = new LinkedHashMap<>(
                Map.of("connection", "Upgrade", "upgrade", "websocket", "sec-websocket-version", "13"));
        for (String line : new String(bytes, ISO_8859_1).split("[\r\n]+")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        Output out = new Output();
        try {
            Request request = Request.of("GET", "/channels/c", headers, true, true);
            if (ROUTES.plan(request) instanceof Plan.WebSocket plan) {
                Handshake.check(request);
                Handshake.accept(request, List.of("a", "b"), out);
                refuseAll(plan.maker().make(new FuzzTerms(), new NoCarrier()));
            }
        } catch (PushCoreException refused) {
            Problem.answer(refused, headers.getOrDefault("origin", ""), true, new Output());
        }
        String answer = new String(out.toBytes(), ISO_8859_1);
        if (!answer.isEmpty() && answer.split("\r\n\r\n", -1).length != 2) {
            throw new AssertionError("more than one head: " + answer);
        }
    }

    /** A message of a raw WebSocket is published as it came, and its last words fit into a frame. */
    @FuzzTest
    void message(byte[] bytes) {
        Request request = Request.of("GET", "/channels/c", Map.of(), true, true);
        RawWebSocketCodec codec = new RawWebSocketCodec(request, "c", new FuzzTerms(), new NoCarrier());
        boolean text = Utf8.isValid(ByteBuffer.wrap(bytes), 0, bytes.length);
        Payload payload = Payload.copyOf(text ? Payload.Type.TEXT : Payload.Type.BINARY, ByteBuffer.wrap(bytes));
        codec.offer(payload);
        codec.decode(NOTHING);
        if (!(codec.decode(NOTHING) instanceof Command.Publish publish)
                || !publish.publication().payload().equals(payload)) {
            throw new AssertionError("not published");
        }
        Output out = new Output();
        codec.farewell(ErrorCode.FORBIDDEN, new String(bytes, UTF_8), out);
        byte[] frame = out.toBytes();
        if ((frame[0] & 0xff) != 0x88
                || frame[1] != frame.length - 2
                || !Utf8.isValid(ByteBuffer.wrap(frame), 4, frame.length)) {
            throw new AssertionError("not a close frame");
        }
    }

    /** However a payload looks, a browser hears one event, and its text. */
    @FuzzTest
    void event(byte[] bytes) {
        if (!Utf8.isValid(ByteBuffer.wrap(bytes), 0, bytes.length)) {
            return;
        }
        Payload payload = Payload.copyOf(Payload.Type.TEXT, ByteBuffer.wrap(bytes));
        Position position = new Position("e1", 7);
        Instant time = Instant.EPOCH;
        Output out = new Output();
        SseForm.INSTANCE.encode(new Message("c", position, time, payload, "", Map.of(), "", time), out);
        String chunk = new String(out.toBytes(), UTF_8);
        String event = chunk.substring(chunk.indexOf("\r\n") + 2, chunk.length() - 2);
        String data =
                event.substring("id: e1:7\ndata: ".length(), event.length() - 2).replace("\ndata: ", "\n");
        String heard = new String(bytes, UTF_8).replace("\r\n", "\n").replace('\r', '\n');
        if (!event.startsWith("id: e1:7\ndata: ") || !event.endsWith("\n\n") || !data.equals(heard)) {
            throw new AssertionError("event: " + event);
        }
    }

    @FuzzTest
    void acknowledgement(byte[] bytes) {
        serve("POST", "/inbox/ack", Map.of(), bytes);
    }

    @FuzzTest
    void lastInboxEvent(byte[] bytes) {
        Map<String, String> headers =
                Map.of("last-event-id", new String(bytes, ISO_8859_1), "accept", "text/event-stream");
        serve("GET", "/inbox?user=anna", headers, new byte[0]);
    }

    /** Whatever a browser says its last event was. */
    @FuzzTest
    void lastEvent(byte[] bytes) {
        Map<String, String> headers =
                Map.of("last-event-id", new String(bytes, ISO_8859_1), "accept", "text/event-stream");
        serve("GET", "/channels/c", headers, new byte[0]);
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
        if (out.length() == 0 && codec instanceof ExchangeCodec) {
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
        public Duration reconnectAfter() {
            return Duration.ofMillis(1_234);
        }

        @Override
        public ChannelRules ownLog() {
            return ChannelRules.userLogs();
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
