package io.pushcore.netty.ipush;

import io.pushcore.Delivery;
import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.InboxEvent;
import io.pushcore.InboxGap;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Carrier;
import io.pushcore.netty.http.NudgeForm;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.SessionBegin;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One session of ipush, whatever its messages travel in: it says who it is and opens the user's inbox, then messages go both ways.
 * Only its lane touches it.
 */
abstract class IpushCodec implements Codec {
    final Terms terms;
    final Carrier carrier;
    final IpushSite site;
    private final Connect connect;
    private final Deque<Command> commands = new ArrayDeque<>(4);
    private State state = State.OPENING;
    private @Nullable PushCoreException failure;
    private boolean counted;

    IpushCodec(Connect connect, IpushSite site, Terms terms, Carrier carrier) {
        this.connect = connect;
        this.site = site;
        this.terms = terms;
        this.carrier = carrier;
        commands.add(connect.identify(terms));
        commands.add(new Command.OpenInbox("", ""));
    }

    private enum State {
        OPENING,
        OPEN,
        ENDED
    }

    // ---- what the forms differ in

    /** The inbox is open: what stands before the first message. */
    abstract void opened(Output out);

    /** One message. */
    abstract void frame(Output content, Output out);

    /** The end, behind messages, as this end wants it. */
    abstract void last(Output out);

    /** The session ends, and why. */
    abstract void goodbye(ErrorCode code, String sentence, Output out);

    // ---- what comes

    /** The next command that is there already, if any. */
    final @Nullable Command waiting() {
        if (failure != null) {
            throw failure;
        }
        return commands.poll();
    }

    final void add(Command command) {
        commands.add(command);
    }

    /** What the bytes of one message ask for. */
    final Command read(ByteBuffer message) {
        int length = message.remaining();
        site.counters().received(length);
        if (length == 1 && message.get(message.position()) == ' ') {
            return new Command.Ping();
        }
        try {
            return IpushCommands.of(IpushMessage.read(message), connect.user(), site.counters());
        } catch (PushCoreException wrong) {
            return new Command.Unreadable(wrong);
        }
    }

    /** Lets the engine end the session. */
    final void fail(ErrorCode code, String sentence) {
        failure = new PushCoreException(code, sentence);
        carrier.wake();
    }

    final boolean hasOpened() {
        return state != State.OPENING;
    }

    final boolean hasEnded() {
        return state == State.ENDED;
    }

    /** The client has said its last. */
    final void end() {
        state = State.ENDED;
        carrier.finish();
    }

    // ---- what goes

    @Override
    public SessionBegin sessionBegin() {
        return SessionBegin.WITH_INBOX;
    }

    @Override
    public final void encode(Command command, Reply reply, Output out) {
        if (hasEnded()) {
            return;
        }
        if (reply instanceof Reply.Refused refused) {
            refuse(command, refused, out);
        } else if (reply instanceof Reply.Authenticated authenticated) {
            if (!authenticated.identity().user().equals(connect.user())) {
                // a token that holds, of another user
                site.counters().wrongCredentials.increment();
                fail(ErrorCode.UNAUTHENTICATED, "uid is not who the password is of");
            }
        } else if (reply instanceof Reply.InboxOpened) {
            state = State.OPEN;
            counted = true;
            site.counters().users.came(connect.user(), site.counters().second());
            opened(out);
        }
    }

    private void refuse(Command command, Reply.Refused refused, Output out) {
        if (state == State.OPENING) {
            if (command instanceof Command.Authenticate) {
                site.counters().wrongCredentials.increment();
            }
            fail(refused.code(), refused.sentence());
        } else if (!(command instanceof Command.Acknowledge acknowledge && acknowledge.only())) {
            site.counters().errors.increment();
            Output content = new Output();
            IpushJson.error(refused.sentence(), content);
            frame(content, out);
        }
    }

    @Override
    public final void deliver(InboxEvent event, Output out) {
        if (state != State.OPEN) {
            return;
        }
        if (event instanceof Delivery delivery) {
            Output content = new Output(delivery.message().payload().length() + 128);
            IpushJson.delivery(delivery, connect.user(), content);
            say(content, out);
        } else if (event instanceof InboxGap gap) {
            // there is no word for it: were it left to the client, who knows nothing of it, gaps could fill the window
            commands.add(new Command.Acknowledge(gap.seq(), true));
            carrier.wake();
        }
    }

    @Override
    public final boolean broadcast(Payload payload, Output out) {
        boolean says = state == State.OPEN;
        if (says) {
            Output content = new Output(payload.length() + 64);
            IpushJson.broadcast(payload, connect.user(), content);
            say(content, out);
        }
        return says;
    }

    private void say(Output content, Output out) {
        site.counters().sent(content.length());
        frame(content, out);
        if (connect.endsAfterOne()) {
            last(out);
            end();
        }
    }

    @Override
    public final void encode(Event event, Output out) {}

    @Override
    public final WireForm form() {
        return NudgeForm.INSTANCE;
    }

    @Override
    public final Duration heartbeatEvery() {
        return state == State.OPEN ? site.heartbeatEvery() : Duration.ZERO;
    }

    @Override
    public final void farewell(ErrorCode code, String sentence, Output out) {
        State was = state;
        state = State.ENDED;
        switch (was) {
            case OPENING -> refused(code, sentence, out);
            case OPEN -> goodbye(code, sentence, out);
            case ENDED -> {}
        }
    }

    /** It came to no session: says why in HTTP, whatever its messages would have travelled in. */
    private void refused(ErrorCode code, String sentence, Output out) {
        boolean wrongUser = code == ErrorCode.UNAUTHENTICATED || code == ErrorCode.FORBIDDEN;
        int status = wrongUser ? 400 : IpushRefusals.statusOf(code);
        String origin = connect.request().header("origin");
        IpushRefusals.answer(status, wrongUser ? "invalid uid" : sentence, origin, true, out);
    }

    /** The connection is gone. */
    public final void closed() {
        if (counted) {
            site.counters().users.left(connect.user(), site.counters().second());
        }
    }
}
