package io.pushcore.netty.minipush;

import io.pushcore.Message;
import io.pushcore.Page;
import io.pushcore.ReadStates;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The events of a range of numbers, the newest first, and which of them were read. */
final class EventsInquiry implements Inquiry {
    private final String user;
    private final long to;
    private final List<Message> events = new ArrayList<>();
    private long asked;
    private @Nullable ReadStates states;

    EventsInquiry(String user, long from, long to) {
        this.user = user;
        this.asked = from;
        this.to = to;
    }

    /** A range that runs backwards has nothing in it. */
    @Override
    public Command begin() {
        return asked > to ? new Command.Ping() : new Command.ReadOwn(asked, to);
    }

    @Override
    public @Nullable Command next(Reply reply) {
        if (reply instanceof Reply.OwnPage own) {
            Page page = own.page();
            events.addAll(page.messages());
            long through = page.through().offset();
            if (through >= asked && through < Math.min(to, page.head().offset())) {
                asked = through + 1;
                return new Command.ReadOwn(asked, to);
            }
            return events.isEmpty()
                    ? null
                    : new Command.ListReadStates(
                            events.get(0).offset(),
                            events.get(events.size() - 1).offset());
        }
        if (reply instanceof Reply.States known) {
            states = known.states();
        }
        return null;
    }

    @Override
    public void answer(Output json) {
        json.put("{\"get_events\":{");
        String between = "\"events\":[";
        for (int i = events.size() - 1; i >= 0; i--) {
            json.put(between);
            event(events.get(i), json);
            between = ",";
        }
        json.put(events.isEmpty() ? "}}" : "]}}");
    }

    private void event(Message event, Output json) {
        ReadStates known = states;
        MinipushJson.Fields fields = new MinipushJson.Fields(json);
        fields.name("uid");
        MinipushJson.user(user, json);
        fields.number("seq", event.offset());
        fields.text("create_time", String.valueOf(event.time().getEpochSecond()));
        fields.text("payload", MinipushJson.text(event.payload()));
        fields.flag("read_state", known != null && known.isRead(event.offset()));
        fields.end();
    }
}
