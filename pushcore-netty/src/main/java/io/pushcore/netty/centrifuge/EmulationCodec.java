package io.pushcore.netty.centrifuge;

import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Carrier;
import io.pushcore.netty.http.ExchangeCodec;
import io.pushcore.netty.http.Head;
import io.pushcore.netty.http.Problem;
import io.pushcore.netty.http.Request;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request that brings commands for a stream: {@code {"session":…,"node":…,"data":"…"}}. Their replies come on the stream. It is
 * answered as soon as they are in the mailbox, and also where there is no such stream any more. Only its lane touches it.
 */
final class EmulationCodec implements ExchangeCodec {
    private static final int NO_CONTENT = 204;
    /** What stands around the data. */
    private static final int AROUND_BYTES = 8 << 10;

    private final Mailboxes mailboxes;
    private final Request request;
    private final Terms terms;
    private final Carrier carrier;
    private final Deque<Command> commands = new ArrayDeque<>(1);
    private @Nullable PushCoreException refused;

    EmulationCodec(Mailboxes mailboxes, Request request, Terms terms, Carrier carrier) {
        this.mailboxes = mailboxes;
        this.request = request;
        this.terms = terms;
        this.carrier = carrier;
    }

    /** The data is a JSON string, in which a byte takes two as a rule. */
    @Override
    public int maxBodyBytes() {
        return (int) Math.min(2L * terms.maxPayloadBytes() + AROUND_BYTES, Integer.MAX_VALUE - 16);
    }

    @Override
    public void body(ByteBuffer bytes) {
        try {
            deliver(TextBody.of(bytes));
        } catch (PushCoreException wrong) {
            refused = wrong;
        }
        // the engine has nothing to do, but to say when this may be answered
        commands.add(new Command.Ping());
    }

    private void deliver(Payload body) {
        if (body.type() == Payload.Type.BINARY) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, "body must be JSON in UTF-8");
        }
        Fields fields = Fields.of(body.bytes(), 0, body.length());
        Payload data = Payload.of(fields.text("data"));
        Optional<Mailbox> mailbox = mailboxes.of(fields.text("session"));
        if (mailbox.isPresent() && !mailbox.get().put(data)) {
            throw new PushCoreException(ErrorCode.BUSY, "too many commands wait for their turn");
        }
    }

    @Override
    public @Nullable Command decode(ByteBuffer in) {
        return commands.poll();
    }

    @Override
    public void encode(Command command, Reply reply, Output out) {
        PushCoreException error = refused;
        if (error == null) {
            Head.of(NO_CONTENT, origin(), out).closes(!keepsAlive()).alone();
        } else {
            Problem.answer(error, origin(), !keepsAlive(), out);
        }
        carrier.finish();
    }

    @Override
    public boolean keepsAlive() {
        return request.keepsAlive();
    }

    private String origin() {
        return request.header("origin");
    }

    @Override
    public void farewell(ErrorCode code, String sentence, Output out) {
        Problem.answer(new PushCoreException(code, sentence), origin(), true, out);
    }

    /** Nothing is pushed here. */
    @Override
    public WireForm form() {
        return PushForm.HTTP_STREAM;
    }

    @Override
    public void encode(Event event, Output out) {}
}
