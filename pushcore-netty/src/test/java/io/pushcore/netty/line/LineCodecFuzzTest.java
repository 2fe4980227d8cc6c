package io.pushcore.netty.line;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pushcore.Identity;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import java.nio.ByteBuffer;

/**
 * Whatever comes: commands or a {@link PushCoreException}. Every other input may declare lengths of 2 GiB, which no heap of a
 * test has room for: so nothing is allocated for what is only declared.
 */
final class LineCodecFuzzTest {
    @FuzzTest
    void plain(byte[] bytes) {
        decode(LineDialect.plain().open(terms(bytes)), bytes);
    }

    @FuzzTest
    void modern(byte[] bytes) {
        Codec codec = LineDialect.lines().open(terms(bytes));
        decode(codec, "hello 2\n".getBytes(ISO_8859_1));
        decode(codec, bytes);
    }

    @FuzzTest
    void framed(byte[] bytes) {
        decode(LineDialect.framed().open(terms(bytes)), bytes);
    }

    private static FakeTerms terms(byte[] bytes) {
        FakeTerms terms = new FakeTerms();
        if (bytes.length % 2 == 0) {
            terms.maxPayloadBytes = Integer.MAX_VALUE;
            terms.maxFrameBytes = Integer.MAX_VALUE;
        }
        terms.mustAuthenticate = bytes.length % 7 == 0;
        terms.identity = bytes.length % 5 == 0 ? Identity.ANONYMOUS.grants(Identity.GRANT_SERVER) : Identity.ANONYMOUS;
        return terms;
    }

    private static void decode(Codec codec, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        Output out = new Output();
        try {
            Command command;
            int position = 0;
            while ((command = codec.decode(in)) != null) {
                if (in.position() <= position) {
                    throw new AssertionError("a command consumed nothing: " + command);
                }
                position = in.position();
                answer(codec, command, out);
            }
        } catch (PushCoreException refused) {
            codec.farewell(refused.code(), refused.sentence(), out);
        }
    }

    private static void answer(Codec codec, Command command, Output out) {
        out.clear();
        Reply reply = Samples.DONE;
        if (command instanceof Command.Unreadable unreadable) {
            reply = new Reply.Refused(
                    unreadable.error().code(), unreadable.error().sentence());
        } else if (command instanceof Command.Publish) {
            reply = Samples.ACCEPTED;
        } else if (command instanceof Command.ReadHistory) {
            reply = Samples.page(true, true, Samples.message("a"));
        } else if (command instanceof Command.Subscribe) {
            reply = Samples.SUBSCRIBED;
        }
        codec.encode(command, reply, out);
        if (out.length() == 0) {
            throw new AssertionError("no answer to " + command);
        }
    }
}
