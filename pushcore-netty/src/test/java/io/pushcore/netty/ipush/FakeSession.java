package io.pushcore.netty.ipush;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Request;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A chunked session of anna without a socket: pieces go in as a connection would bring them, and what it made of them is noted. */
final class FakeSession {
    final FakeCarrier carrier = new FakeCarrier();
    final ChunkedCodec codec;
    private final List<String> heard = new ArrayList<>();
    private byte[] held = new byte[0];
    private boolean over;

    FakeSession(IpushSite site, int maxFrameBytes) {
        Connect connect = Connect.of(Request.of("GET", "/connect?uid=anna&password=x", Map.of(), true, true));
        codec = new ChunkedCodec(connect, site, new FakeTerms(maxFrameBytes, false), carrier);
        come(new byte[0]);
        codec.encode(new Command.OpenInbox("", ""), new Reply.InboxOpened("s0", 0), new Output());
        heard.clear();
    }

    /**
     * More bytes, behind those that were not consumed. It must give commands, wait, or refuse by number; what it refuses ends the
     * session.
     */
    FakeSession come(byte[] bytes) {
        byte[] all = new byte[held.length + bytes.length];
        System.arraycopy(held, 0, all, 0, held.length);
        System.arraycopy(bytes, 0, all, held.length, bytes.length);
        ByteBuffer in = ByteBuffer.wrap(all);
        try {
            // a command consumes a byte at least, but for the two that open the session
            for (int i = 0; !over && i < all.length + 3; i++) {
                Command command = codec.decode(in);
                if (command == null) {
                    held = new byte[in.remaining()];
                    in.get(held);
                    return this;
                }
                note(command);
            }
            if (!over) {
                throw new AssertionError("it goes on for ever");
            }
        } catch (PushCoreException refused) {
            over = true;
            heard.add("end " + refused.code().number());
            codec.farewell(refused.code(), refused.sentence(), new Output());
        }
        return this;
    }

    FakeSession come(String latin) {
        return come(latin.getBytes(ISO_8859_1));
    }

    private void note(Command command) {
        if (command instanceof Command.Unreadable unreadable) {
            PushCoreException error = unreadable.error();
            heard.add("error " + error.code().number());
            Output out = new Output();
            codec.encode(command, new Reply.Refused(error.code(), error.sentence()), out);
            if (out.length() == 0) {
                throw new AssertionError("no word of what is wrong: " + error.sentence());
            }
        } else {
            heard.add(command.toString());
            codec.encode(command, new Reply.Done(), new Output());
        }
    }

    /** What came of it, in order. */
    List<String> heard() {
        return heard;
    }

    /** How many bytes wait for more. */
    int held() {
        return over ? 0 : held.length;
    }
}
