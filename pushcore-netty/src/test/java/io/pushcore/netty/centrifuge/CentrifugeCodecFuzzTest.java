package io.pushcore.netty.centrifuge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import java.nio.ByteBuffer;

/** Whatever comes: commands with one answer each, on one line, or a {@link PushCoreException}. */
final class CentrifugeCodecFuzzTest {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    @FuzzTest
    void first(byte[] bytes) {
        decode(Talk.of(terms(bytes)).codec(), bytes);
    }

    @FuzzTest
    void connected(byte[] bytes) {
        decode(Talk.connected().codec(), bytes);
    }

    /** Inputs seldom are a whole command: this gives them the way of one. */
    @FuzzTest
    void data(byte[] bytes) {
        Output message = new Output().put("{\"id\":2,\"publish\":{\"channel\":\"a\",\"data\":");
        decode(Talk.connected().codec(), message.put(bytes).put("}}").toBytes());
    }

    private static FakeTerms terms(byte[] bytes) {
        FakeTerms terms = new FakeTerms();
        terms.mustAuthenticate = bytes.length % 2 == 0;
        return terms;
    }

    private static void decode(WebSocketCodec codec, byte[] bytes) {
        Output out = new Output();
        codec.offer(Payload.copyOf(Payload.Type.TEXT, ByteBuffer.wrap(bytes)));
        try {
            Command command;
            while ((command = codec.decode(NOTHING)) != null) {
                answer(codec, command, out);
            }
        } catch (PushCoreException lost) {
            codec.farewell(lost.code(), lost.sentence(), out);
        }
    }

    private static void answer(Codec codec, Command command, Output out) {
        out.clear();
        codec.encode(command, reply(command), out);
        String answer = new String(out.toBytes(), UTF_8);
        if (answer.indexOf('\n') >= 0 || (answer.isEmpty() && isAnswered(command))) {
            throw new AssertionError("answer to " + command + ": " + answer);
        }
    }

    /** Only what is sent has none, be it right or wrong, and credentials after which an inbox is asked for. */
    private static boolean isAnswered(Command command) {
        return !(command instanceof Command.Tell)
                && !(command instanceof Command.Unreadable)
                && !(command instanceof Command.Authenticate);
    }

    static Reply reply(Command command) {
        if (command instanceof Command.Unreadable unreadable) {
            return new Reply.Refused(
                    unreadable.error().code(), unreadable.error().sentence());
        } else if (command instanceof Command.Publish) {
            return Samples.ACCEPTED;
        } else if (command instanceof Command.Call call) {
            return new Reply.Result(call.data());
        } else if (command instanceof Command.OpenInbox) {
            return new Reply.InboxOpened("s1", 0);
        } else if (command instanceof Command.Subscribe) {
            return Samples.SUBSCRIBED;
        } else if (command instanceof Command.ReadHistory) {
            return Samples.page(Samples.message(Payload.json("1")));
        }
        return Talk.DONE;
    }
}
