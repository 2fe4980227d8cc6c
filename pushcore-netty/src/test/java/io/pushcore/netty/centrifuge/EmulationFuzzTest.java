package io.pushcore.netty.centrifuge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pushcore.ErrorCode;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Request;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;

/** Whatever comes for a stream, with it or by requests of its own: answers in whole chunks, or an end that says why. */
final class EmulationFuzzTest {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final String CONNECT = "{\"id\":1,\"connect\":{}}";

    /** The body of the request that opens the stream. */
    @FuzzTest
    void stream(byte[] bytes) {
        StreamCodec stream = new Port().stream(StreamKind.HTTP_STREAM, "");
        stream.body(ByteBuffer.wrap(bytes));
        run(stream);
    }

    /** The parameter of an event source, as it was decoded. */
    @FuzzTest
    void events(byte[] bytes) {
        run(new Port().stream(StreamKind.SSE, new String(bytes, UTF_8)));
    }

    /** The body of a request that brings commands. */
    @FuzzTest
    void emulation(byte[] bytes) {
        Port port = new Port();
        StreamCodec stream = port.stream(StreamKind.HTTP_STREAM, CONNECT);
        run(stream);
        port.post(bytes);
        run(stream);
    }

    /** Requests for a stream that is there, a line each. */
    @FuzzTest
    void commands(byte[] bytes) {
        Port port = new Port();
        StreamCodec stream = port.stream(StreamKind.SSE, CONNECT);
        run(stream);
        for (String line : new String(bytes, UTF_8).split("\n")) {
            Output body = new Output().put("{\"session\":\"" + port.mailbox.secret() + "\",\"data\":");
            Json.text(line, body);
            port.post(body.put('}').toBytes());
        }
        if (!run(stream)) {
            return;
        }
        port.carrier.runLater();
        if (run(stream) && port.carrier.later != null) {
            throw new AssertionError("a command is left");
        }
    }

    /** Whether it goes on. */
    private static boolean run(StreamCodec stream) {
        Output out = new Output();
        boolean goesOn = true;
        try {
            for (Command command = stream.decode(NOTHING); command != null; command = stream.decode(NOTHING)) {
                stream.encode(command, CentrifugeCodecFuzzTest.reply(command), out);
            }
        } catch (PushCoreException lost) {
            stream.farewell(lost.code(), lost.sentence(), out);
            goesOn = false;
        }
        assertWhole(new String(out.toBytes(), UTF_8));
        return goesOn;
    }

    /** A head at most, then chunks of the length that each says. */
    private static void assertWhole(String answer) {
        int at = answer.startsWith("HTTP/1.1 200 ") ? answer.indexOf("\r\n\r\n") + 4 : 0;
        byte[] bytes = answer.substring(at).getBytes(UTF_8);
        int next = 0;
        while (next < bytes.length) {
            int end = next;
            while (bytes[end] != '\r') {
                end++;
            }
            int length = Integer.parseInt(new String(bytes, next, end - next, UTF_8), 16);
            String chunk = new String(bytes, end + 2, length, UTF_8);
            int newlines = chunk.length() - chunk.replace("\n", "").length();
            if (newlines != (length == 0 ? 0 : chunk.startsWith("data: ") ? 2 : 1) || bytes[end + 2 + length] != '\r') {
                throw new AssertionError("chunk of several messages: " + answer);
            }
            next = end + length + 4;
        }
    }

    /** An input has a port of its own. */
    private static final class Port {
        private final Mailboxes mailboxes = new Mailboxes(new Random(1));
        private final FakeCarrier carrier = new FakeCarrier();
        private final Mailbox mailbox = mailboxes.open(carrier::wake);

        StreamCodec stream(StreamKind kind, String first) {
            Session session = new Session(new FakeTerms(), Talk.REQUEST, mailbox.secret());
            return new StreamCodec(kind, session, mailbox, carrier, Payload.of(first));
        }

        void post(byte[] body) {
            Request request = Request.of("POST", "/emulation", Map.of(), true, true);
            EmulationCodec codec = new EmulationCodec(mailboxes, request, new FakeTerms(), new FakeCarrier());
            codec.body(ByteBuffer.wrap(body));
            Command command = codec.decode(NOTHING);
            Output out = new Output();
            if (command == null) {
                throw new AssertionError("no answer");
            }
            codec.encode(command, Talk.DONE, out);
            String answer = new String(out.toBytes(), UTF_8);
            if (!answer.startsWith("HTTP/1.1 ") || codec.decode(NOTHING) != null) {
                throw new AssertionError("not one answer: " + answer);
            }
            codec.farewell(ErrorCode.CLOSED, "as the test says", new Output());
        }
    }
}
