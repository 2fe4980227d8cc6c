package io.pushcore.netty.socketio;

import io.pushcore.Credentials;
import io.pushcore.Delivery;
import io.pushcore.ErrorCode;
import io.pushcore.InboxEvent;
import io.pushcore.InboxGap;
import io.pushcore.Payload;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.SessionBegin;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A client whose inbox is open as long as it is there: one message at a time, the next once it was committed. Only the session's lane calls it. */
final class InboxCodec extends IoCodec {
    private static final String COMMIT = "commit";
    private static final Pattern COUNT = Pattern.compile("\\d{1,9}");

    private final IoSocket socket;
    private final InboxWords words;
    /** What was shown and is not committed. */
    private @Nullable InboxEvent shown;

    private State state = State.GREETED;
    private String user = "";

    private enum State {
        /** The client has yet to ask for the first. */
        GREETED,
        /** It wants the next. */
        WANTS,
        /** It was shown one. */
        SHOWN,
        /** The broker is told what it has committed. */
        COMMITS
    }

    InboxCodec(IoSocket socket, WireForm form, InboxWords words) {
        super(socket, form);
        this.socket = socket;
        this.words = words;
    }

    @Override
    public SessionBegin sessionBegin() {
        return SessionBegin.WITH_INBOX;
    }

    // ---- how it comes in

    @Override
    void enter(Greeting greeting, Terms terms) {
        Opening opening = socket.session().opening();
        Credentials who = words.credentials(
                opening.request(), greeting.credentials(opening).named(greeting.user()));
        user = who.name();
        if (terms.mustAuthenticate()) {
            ask(new Command.Authenticate(who), reply -> identified(reply, terms));
        } else if (user.isEmpty()) {
            socket.refuse(new Reply.Refused(ErrorCode.UNAUTHENTICATED, "nobody said who this is"));
        } else {
            ask(new Command.SetUser(user), reply -> identified(reply, terms));
        }
    }

    private void identified(Reply reply, Terms terms) {
        if (reply instanceof Reply.Refused refused) {
            refuse(refused);
        } else if (!user.isEmpty() && !terms.identity().user().equals(user)) {
            refuse(new Reply.Refused(ErrorCode.UNAUTHENTICATED, "the credentials are another user's"));
        } else {
            ask(new Command.OpenInbox("", ""), this::opened);
        }
    }

    private void opened(Reply reply) {
        if (reply instanceof Reply.Refused refused) {
            refuse(refused);
        } else {
            socket.letIn(Optional.empty(), Map.of());
            say(words.greeting());
        }
    }

    /** Who is to come back by itself is told nothing: after a word for the end it would not. */
    private void refuse(Reply.Refused refused) {
        if (comesBack(refused.code())) {
            socket.session().endWhenSaid();
        } else {
            socket.refuse(refused);
        }
    }

    @Override
    boolean refusesByDisconnecting() {
        return socket.session().version() == Version.V3;
    }

    // ---- one at a time

    @Override
    public boolean takesInbox() {
        return state == State.WANTS;
    }

    @Override
    public void deliver(InboxEvent event, Output out) {
        state = State.SHOWN;
        shown = event;
        socket.event(EventForm.USUAL, List.of(words.shown(event)), -1, out);
    }

    /** There is no word for what is no message of the inbox: who commits it would commit another. */
    @Override
    public boolean broadcast(Payload payload, Output out) {
        return false;
    }

    @Override
    boolean takes(String event, List<Payload> args) {
        if (!event.equals(COMMIT) || !socket.isOpen()) {
            return false;
        }
        String count = args.isEmpty() ? "" : args.get(0).text();
        if (!COUNT.matcher(count).matches()) {
            throw Packet.broken("commit must say how many");
        }
        committed(Integer.parseInt(count) > 0);
        return true;
    }

    /** However many it says, it was shown one. */
    private void committed(boolean any) {
        InboxEvent last = shown;
        if (state == State.GREETED) {
            goOnAfter(new Command.Ping());
        } else if (state == State.SHOWN && last != null) {
            long seq = seq(last);
            if (!any) {
                say(words.shown(last));
            } else {
                goOnAfter(seq > 0 ? new Command.Acknowledge(seq, false) : new Command.Ping());
            }
        }
    }

    private static long seq(InboxEvent event) {
        if (event instanceof Delivery delivery) {
            return delivery.seq();
        }
        return event instanceof InboxGap gap ? gap.seq() : 0;
    }

    /** What cannot be acknowledged is shown again under another number, or to another session. */
    private void goOnAfter(Command command) {
        state = State.COMMITS;
        shown = null;
        ask(command, done -> state = State.WANTS);
    }

    /** Says something that no message of the inbox is, within the bounds of what may wait. */
    private void say(Payload argument) {
        socket.client().emit(EventForm.USUAL, argument);
    }
}
