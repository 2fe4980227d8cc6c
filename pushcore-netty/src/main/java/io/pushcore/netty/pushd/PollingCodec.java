package io.pushcore.netty.pushd;

import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.History;
import io.pushcore.Message;
import io.pushcore.Start;
import io.pushcore.netty.http.Carrier;
import io.pushcore.netty.http.Head;
import io.pushcore.netty.http.Request;
import io.pushcore.netty.http.RequestCodec;
import io.pushcore.netty.line.JsonHistory;
import io.pushcore.netty.line.Nanos;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Answers with what is kept behind a time; where that is nothing, with the next message, or with an empty body after a while. It is
 * subscribed while it waits, and what is written then is not for the client: of that it takes the first message.
 */
final class PollingCodec extends RequestCodec {
    private final String channel;
    /** That of the last message the client has; 0 for one that has none and wants the next. */
    private final long time;

    private final Duration longestWait;
    /** What was written while it waited, until the first message is whole. */
    private final Output heard = new Output();

    private Output push = new Output(0);
    private boolean waiting;
    /** Has heard a message, or has waited long enough. */
    private boolean woken;

    private boolean gaveUp;

    PollingCodec(Request request, String channel, long time, Duration longestWait, Terms terms, Carrier carrier) {
        super(request, Head.EVERYBODY, terms, carrier);
        this.channel = channel;
        this.time = time;
        this.longestWait = longestWait;
    }

    @Override
    protected void ask(ByteBuffer body) {
        carrier.after(longestWait, this::giveUp);
        if (time == 0) {
            waitFrom(Start.now());
        } else {
            History past = History.from(behind()).limit(History.MAX_LIMIT);
            add(new Command.ReadHistory(channel, past, false));
        }
    }

    private Start behind() {
        return time < 0 ? Start.earliest() : Start.since(Nanos.instant(time));
    }

    @Override
    protected void answer(Command command, Reply reply, Output out) {
        if (reply instanceof Reply.HistoryPage page) {
            List<Message> messages = page.page().messages();
            if (messages.isEmpty()) {
                waitFrom(Start.after(page.page().through()));
            } else {
                whole(PushdHttpRoutes.TEXT, array(messages), out);
            }
        } else if (command instanceof Command.Unsubscribe) {
            waiting = false;
        } else if (command instanceof Command.Ping) {
            whole(PushdHttpRoutes.TEXT, push, out);
        }
    }

    private static Output array(List<Message> messages) {
        Output array = new Output(1 << 10);
        for (Message message : messages) {
            JsonHistory.entry(message, true, array.put(array.length() == 0 ? '[' : ','));
        }
        return array.put(']');
    }

    /** Who may not read what is kept may still go on from a time, message by message; where nothing is kept, from now on. */
    @Override
    protected void refused(Command command, Reply.Refused refused, Output out) {
        boolean fromNow = command instanceof Command.Subscribe subscribe && subscribe.start() instanceof Start.Now;
        if (refused.code() == ErrorCode.NOT_RECOVERABLE && !fromNow) {
            waitFrom(Start.now());
        } else if (refused.code() == ErrorCode.FORBIDDEN && command instanceof Command.ReadHistory) {
            waitFrom(behind());
        } else {
            super.refused(command, refused, out);
        }
    }

    private void waitFrom(Start start) {
        if (gaveUp) {
            add(new Command.Ping());
            return;
        }
        waiting = true;
        add(new Command.Subscribe(channel, start, false));
    }

    @Override
    public boolean swallows() {
        return waiting && !hasEnded();
    }

    @Override
    public void swallowed(List<ByteBuffer> bytes) {
        if (woken) {
            return;
        }
        for (ByteBuffer some : bytes) {
            byte[] copy = new byte[some.remaining()];
            some.duplicate().get(copy);
            heard.put(copy);
        }
        byte[] all = heard.toBytes();
        int begin = Integer.BYTES;
        if (all.length >= begin && all.length - begin >= ByteBuffer.wrap(all).getInt()) {
            push = new Output()
                    .put(Arrays.copyOfRange(
                            all, begin, begin + ByteBuffer.wrap(all).getInt()));
            goOn();
        }
    }

    private void giveUp() {
        gaveUp = true;
        goOn();
    }

    private void goOn() {
        if (waiting && !woken) {
            woken = true;
            heard.clear();
            add(new Command.Unsubscribe(channel));
            add(new Command.Ping());
            carrier.wake();
        }
    }

    @Override
    public void encode(Event event, Output out) {
        if (event instanceof Closed) {
            giveUp();
        }
    }

    @Override
    public WireForm form() {
        return PolledForm.INSTANCE;
    }
}
