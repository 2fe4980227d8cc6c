package io.pushcore.netty.http;

import io.pushcore.ErrorCode;
import io.pushcore.History;
import io.pushcore.Names;
import io.pushcore.Page;
import io.pushcore.Position;
import io.pushcore.PushCoreException;
import io.pushcore.ShortDuration;
import io.pushcore.Start;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * Answers with a page of history once it has something to tell, or with nothing after a while. Meanwhile it is subscribed: a message
 * only wakes it, and it reads the page anew.
 */
final class LongPollCodec extends RequestCodec {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final String channel;
    private History history = History.earliest();
    private boolean fromNow;
    /** Subscribed: what is written is a nudge. */
    private boolean waiting;
    /** Has been nudged, or waited long enough. */
    private boolean woken;

    private boolean gaveUp;

    LongPollCodec(Request request, String channel, Terms terms, Carrier carrier) {
        super(request, terms, carrier);
        this.channel = channel;
    }

    @Override
    protected void ask(ByteBuffer body) {
        Duration wait = wait(request);
        history = HistoryCodec.history(request, terms.now());
        fromNow = request.parameter("since").isEmpty()
                && request.header("last-event-id").isEmpty();
        // a limit of 0 asks for the position only
        add(new Command.ReadHistory(channel, fromNow ? history.limit(0) : history, false));
        carrier.after(wait, this::giveUp);
    }

    /** The parameter {@code wait}. */
    static Duration wait(Request request) {
        String text = request.parameter("wait").orElse("");
        Duration wait = ShortDuration.parse(text);
        if (wait.compareTo(LONGEST) > 0) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, "wait must not be longer than 5m: " + Names.shown(text));
        }
        return wait;
    }

    @Override
    protected void answer(Command command, Reply reply, Output out) {
        if (reply instanceof Reply.HistoryPage page) {
            answer(page.page(), out);
        } else if (command instanceof Command.Unsubscribe) {
            waiting = false;
        } else if (command instanceof Command.Ping) {
            nothing(out);
        }
    }

    private void answer(Page page, Output out) {
        if (!page.messages().isEmpty() || page.gap().isPresent()) {
            Output body = new Output(1 << 10);
            PageJson.write(page, body);
            json(body, out);
        } else if (gaveUp) {
            nothing(out);
        } else {
            wait(fromNow ? page.head() : page.through());
        }
    }

    private void wait(Position position) {
        fromNow = false;
        history = new History(Start.after(position), Math.max(1, history.limit()), false);
        waiting = true;
        woken = false;
        add(new Command.Subscribe(channel, history.start(), false));
    }

    @Override
    public boolean swallows() {
        return waiting && !hasEnded();
    }

    @Override
    public void swallowed(List<ByteBuffer> bytes) {
        goOnWith(new Command.ReadHistory(channel, history, false));
    }

    private void giveUp() {
        gaveUp = true;
        goOnWith(new Command.Ping());
    }

    private void goOnWith(Command next) {
        if (waiting && !woken) {
            woken = true;
            add(new Command.Unsubscribe(channel));
            add(next);
            carrier.wake();
        }
    }

    @Override
    public WireForm form() {
        return NudgeForm.INSTANCE;
    }
}
