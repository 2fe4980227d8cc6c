package io.pushcore.netty.ipush;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pushcore.ErrorCode;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Request;
import io.pushcore.netty.text.Utf8;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import java.nio.ByteBuffer;
import java.util.Map;

/** Whatever comes in chunks, frames or the address: commands, errors, or a {@link PushCoreException}. */
final class IpushCodecFuzzTest {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** Every other input may declare chunks of 2 GiB, which no heap of a test has room for. */
    @FuzzTest
    void chunks(byte[] bytes) {
        new FakeSession(IpushSite.usual(), bytes.length % 2 == 0 ? Integer.MAX_VALUE : 2_000).come(bytes);
    }

    @FuzzTest
    void message(byte[] bytes) {
        // a chunk without content is the last, and the heartbeat of the page is shorter than it says
        if (bytes.length == 0 || bytes.length == 10) {
            return;
        }
        String size = Integer.toHexString(bytes.length) + "\r\n";
        FakeSession session = new FakeSession(IpushSite.usual(), Integer.MAX_VALUE);
        session.come(size + new String(bytes, ISO_8859_1) + "\r\n");
        if (session.heard().size() != 1 || session.held() > 0) {
            throw new AssertionError("not one answer: " + session.heard());
        }
    }

    @FuzzTest
    void frame(byte[] bytes) {
        Connect connect = Connect.of(Request.of("GET", "/connect?uid=anna&password=x", Map.of(), true, true));
        FramedCodec codec = new FramedCodec(connect, IpushSite.usual(), new FakeTerms(2_000, false), new FakeCarrier());
        codec.decode(NOTHING);
        Command opens = codec.decode(NOTHING);
        codec.encode(new Command.OpenInbox("", ""), new Reply.InboxOpened("s0", 0), new Output());
        boolean text = Utf8.isValid(ByteBuffer.wrap(bytes), 0, bytes.length);
        codec.offer(Payload.copyOf(text ? Payload.Type.TEXT : Payload.Type.BINARY, ByteBuffer.wrap(bytes)));
        if (!(opens instanceof Command.OpenInbox) || codec.decode(NOTHING) == null) {
            throw new AssertionError("no answer to a frame");
        }
    }

    /** Whatever stands behind the question mark; answers have one head, and no line of the client's choosing. */
    @FuzzTest
    void address(byte[] bytes) {
        Output out = new Output();
        try {
            Request request = Request.of("GET", "/connect?" + new String(bytes, ISO_8859_1), Map.of(), true, true);
            Connect.of(request);
            RedirectCodec codec = new RedirectCodec(request, "other.example:9000");
            codec.farewell(ErrorCode.CLOSED, "", out);
        } catch (PushCoreException refused) {
            IpushRefusals.answer(IpushRefusals.statusOf(refused.code()), refused.sentence(), "", true, out);
        }
        String answer = new String(out.toBytes(), ISO_8859_1);
        if (answer.split("\r\n\r\n", -1).length != 2) {
            throw new AssertionError("more than one head: " + answer);
        }
    }
}
