package io.pushcore.netty.minipush;

import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import org.jspecify.annotations.Nullable;

/** Marks one event as read: where it is there, and was not before, that is a change. */
final class SetReadInquiry implements Inquiry {
    private final long seq;
    private boolean changed;

    SetReadInquiry(long seq) {
        this.seq = seq;
    }

    @Override
    public Command begin() {
        return new Command.ReadOwn(seq, seq);
    }

    @Override
    public @Nullable Command next(Reply reply) {
        if (reply instanceof Reply.OwnPage own) {
            return own.page().messages().isEmpty() ? null : new Command.ListReadStates(seq, seq);
        }
        if (reply instanceof Reply.States known) {
            return known.states().isRead(seq) ? null : new Command.MarkRead(seq, seq);
        }
        changed = true;
        return null;
    }

    @Override
    public void answer(Output json) {
        json.put("{\"set_read\":");
        MinipushJson.Fields fields = new MinipushJson.Fields(json);
        fields.number("seq", seq);
        fields.flag("changed", changed);
        fields.end();
        json.put('}');
    }
}
