package io.pushcore.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.Gap;
import io.pushcore.Start;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Command;
import io.pushcore.transport.Dialect;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a connection gets is the name of the channel to subscribe to; it gets no answers, only messages. */
record SinkDialect(Rounds rounds) implements Dialect, Codec {
    @Override
    public String name() {
        return "sink";
    }

    @Override
    public Codec open(Terms terms) {
        return this;
    }

    @Override
    public @Nullable Command decode(ByteBuffer in) {
        if (!in.hasRemaining()) {
            return null;
        }
        return new Command.Subscribe(UTF_8.decode(in).toString(), Start.now(), true);
    }

    @Override
    public WireForm form() {
        return SinkForm.INSTANCE;
    }

    @Override
    public void encode(Command command, Reply reply, Output out) {
        if (reply instanceof Reply.Subscribed) {
            rounds.complete();
        } else {
            rounds.fail(reply.toString());
        }
    }

    @Override
    public void encode(Event event, Output out) {
        if (event instanceof Gap gap) {
            rounds.fail("gap from " + gap.from() + " to " + gap.to());
        }
    }

    @Override
    public void farewell(ErrorCode code, String sentence, Output out) {}
}
