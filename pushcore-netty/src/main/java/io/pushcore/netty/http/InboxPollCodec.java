package io.pushcore.netty.http;

import io.pushcore.InboxEvent;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.SessionBegin;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Answers with what an inbox shows once it shows something, or with no event after a while. The session goes on in its grace, and
 * the next request comes back to it.
 */
final class InboxPollCodec extends RequestCodec {
    /** An inbox needs a moment to show what it has. */
    private static final Duration SHORTEST = Duration.ofMillis(100);

    /** More is shown to the next request, which says after which number. */
    private static final int MOST_EVENTS = 1_000;

    private static final int MOST_BYTES = 1 << 20;

    private InboxPlace place = new InboxPlace("", 0);
    private Reply.@Nullable InboxOpened opened;
    private final Output events = new Output();
    private int count;
    private boolean answers;

    InboxPollCodec(Request request, Terms terms, Carrier carrier) {
        super(request, terms, carrier);
    }

    @Override
    public SessionBegin sessionBegin() {
        return SessionBegin.WITH_INBOX;
    }

    @Override
    protected void ask(ByteBuffer body) {
        Duration wait = LongPollCodec.wait(request);
        place = InboxPlace.of(request);
        Opening.user(request).ifPresent(this::add);
        add(place.open(request));
        carrier.after(wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait, this::answerSoon);
    }

    /** After what is under way, so that what comes in one burst is answered as one. */
    private void answerSoon() {
        if (!answers) {
            answers = true;
            add(new Command.Ping());
            carrier.wake();
        }
    }

    @Override
    protected void answer(Command command, Reply reply, Output out) {
        if (reply instanceof Reply.InboxOpened session) {
            opened = session;
            place = place.in(session);
        } else if (command instanceof Command.Ping && opened != null) {
            Output body = new Output(events.length() + 128);
            InboxJson.opened(opened, body);
            json(body.put(",\"events\":[").put(events.toBytes()).put("]}"), out);
        }
    }

    @Override
    public void deliver(InboxEvent event, Output out) {
        boolean isFull = count == MOST_EVENTS || events.length() >= MOST_BYTES;
        if (hasEnded() || isFull || !place.wants(InboxJson.seq(event))) {
            return;
        }
        events.put(count == 0 ? "" : ",");
        InboxJson.event(event, events);
        count++;
        answerSoon();
    }

    @Override
    public WireForm form() {
        return NudgeForm.INSTANCE;
    }
}
