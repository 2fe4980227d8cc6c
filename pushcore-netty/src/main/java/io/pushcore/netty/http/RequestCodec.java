package io.pushcore.netty.http;

import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.SessionBegin;
import io.pushcore.transport.Terms;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What all codecs of the plain form share, and those of dialects that carry commands in requests: the credentials first, then the
 * commands of the request, and an answer or a problem. Only its lane calls it.
 */
public abstract class RequestCodec implements ExchangeCodec {
    private static final String JSON = "application/json";

    protected final Request request;
    protected final Terms terms;
    protected final Carrier carrier;
    private final String origin;
    private final Deque<Command> commands = new ArrayDeque<>(4);
    private boolean closes;
    private boolean ended;

    protected RequestCodec(Request request, Terms terms, Carrier carrier) {
        this(request, request.header("origin"), terms, carrier);
    }

    /** @param origin whose pages may read the answer, {@link Head#EVERYBODY} for all; empty for those of this port alone */
    protected RequestCodec(Request request, String origin, Terms terms, Carrier carrier) {
        this.origin = origin;
        this.request = request;
        this.terms = terms;
        this.carrier = carrier;
        this.closes = !request.keepsAlive();
        Opening.credentials(request, terms).ifPresent(commands::add);
    }

    /** What is asked once the body has come; what it throws is answered. */
    protected abstract void ask(ByteBuffer body);

    /** The answer to a command of its own that was not refused. */
    protected abstract void answer(Command command, Reply reply, Output out);

    protected final void add(Command command) {
        commands.add(command);
    }

    protected final boolean hasEnded() {
        return ended;
    }

    @Override
    public void body(ByteBuffer bytes) {
        try {
            ask(bytes);
        } catch (PushCoreException wrong) {
            commands.add(new Command.Unreadable(wrong));
        }
    }

    @Override
    public final @Nullable Command decode(ByteBuffer in) {
        return ended ? null : commands.poll();
    }

    @Override
    public final void encode(Command command, Reply reply, Output out) {
        if (ended || reply instanceof Reply.Authenticated) {
            return;
        }
        if (reply instanceof Reply.Refused refused) {
            refused(command, refused, out);
        } else {
            answer(command, reply, out);
        }
    }

    /** A command was refused, the credentials or one of its own. */
    protected void refused(Command command, Reply.Refused refused, Output out) {
        // who guesses pays with a connection for each try
        closes |= command instanceof Command.Authenticate;
        problem(new PushCoreException(refused.code(), refused.sentence(), refused.retryAfter()), out);
    }

    @Override
    public SessionBegin sessionBegin() {
        return SessionBegin.NEVER;
    }

    @Override
    public void encode(Event event, Output out) {}

    /** Answers with an error, whole. */
    final void problem(ErrorCode code, String sentence, Output out) {
        problem(new PushCoreException(code, sentence), out);
    }

    private void problem(PushCoreException error, Output out) {
        Output whole = new Output();
        Problem.answer(error, origin, closes, whole);
        respond(whole, out);
        end();
    }

    /** Without its body, where only the head was asked for. */
    private void respond(Output whole, Output out) {
        byte[] bytes = whole.toBytes();
        out.put(request.method().equals("HEAD") ? Head.of(bytes) : bytes);
    }

    /** Answers with JSON, whole. */
    final void json(Output body, Output out) {
        whole(JSON, body.put('\n'), out);
    }

    /** Answers with a body of whatever type, whole. */
    protected final void whole(String type, Output body, Output out) {
        head(Status.OK, out).closes(closes).whole(type, body);
        end();
    }

    /** Answers that there is nothing. */
    final void nothing(Output out) {
        head(Status.NO_CONTENT, out).closes(closes).alone();
        end();
    }

    protected final Head head(int status, Output out) {
        return Head.of(status, origin, out);
    }

    /** No more of an answer that has begun can be said: the client sees that it is not whole. */
    protected final void breakOff() {
        closes = true;
        end();
    }

    /** All was said. */
    protected final void end() {
        ended = true;
        carrier.finish();
    }

    @Override
    public final boolean keepsAlive() {
        return !closes;
    }

    @Override
    public void farewell(ErrorCode code, String sentence, Output out) {
        closes = true;
        if (ended) {
            return;
        }
        if (code == ErrorCode.CLOSED) {
            PushCoreException error = new PushCoreException(code, sentence);
            Output whole = new Output();
            Problem.answer(error, terms.reconnectAfter(), origin, whole);
            respond(whole, out);
            end();
        } else {
            problem(code, sentence, out);
        }
    }
}
