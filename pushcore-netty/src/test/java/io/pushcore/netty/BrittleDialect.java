package io.pushcore.netty;

import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.netty.line.LineDialect;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Command;
import io.pushcore.transport.Dialect;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The line dialect with a bug: it fails at a {@code !}. */
final class BrittleDialect implements Dialect {
    private final Dialect sound = LineDialect.lines();

    @Override
    public String name() {
        return "brittle";
    }

    @Override
    public Codec open(Terms terms) {
        return new BrittleCodec(sound.open(terms));
    }

    private record BrittleCodec(Codec sound) implements Codec {
        @Override
        public @Nullable Command decode(ByteBuffer in) {
            if (in.hasRemaining() && in.get(in.position()) == '!') {
                throw new IllegalStateException("as the test says");
            }
            return sound.decode(in);
        }

        @Override
        public WireForm form() {
            return sound.form();
        }

        @Override
        public void encode(Command command, Reply reply, Output out) {
            sound.encode(command, reply, out);
        }

        @Override
        public void encode(Event event, Output out) {
            sound.encode(event, out);
        }

        @Override
        public void farewell(ErrorCode code, String sentence, Output out) {
            sound.farewell(code, sentence, out);
        }
    }
}
