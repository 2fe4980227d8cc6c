package io.pushcore.netty.centrifuge;

import io.pushcore.History;
import io.pushcore.Message;
import io.pushcore.Page;
import io.pushcore.Start;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import java.util.Optional;

/** What a channel keeps, at most a page of it. */
record HistoryRequest(String channel, History history) implements ClientRequest {
    /** Asks for as much as there is. */
    private static final int ALL = -1;

    static HistoryRequest read(Fields fields, Session session) {
        int limit = (int) fields.number("limit", ALL, Integer.MAX_VALUE);
        int most = limit == ALL ? History.MAX_LIMIT : Math.min(limit, History.MAX_LIMIT);
        Start start = Since.of(fields.object("since"));
        return new HistoryRequest(Channel.of(fields), new History(start, most, fields.flag("reverse")));
    }

    @Override
    public Command command() {
        return new Command.ReadHistory(channel, history, false);
    }

    @Override
    public Optional<Refusal> refusal(Reply reply) {
        return reply instanceof Reply.HistoryPage page && isOfAnotherLife(page.page())
                ? Optional.of(new Refusal(
                        ProtocolError.UNRECOVERABLE_POSITION,
                        "epoch is now " + page.page().head().epoch()))
                : Optional.empty();
    }

    /** Whether the client asked from a position of an epoch that is over. What is only trimmed it sees by the offsets. */
    private static boolean isOfAnotherLife(Page page) {
        return page.gap().isPresent()
                && !page.gap().get().from().epoch().equals(page.head().epoch());
    }

    @Override
    public void result(Reply reply, Output json) {
        if (!(reply instanceof Reply.HistoryPage page)) {
            json.put("{}");
            return;
        }
        json.put("{\"publications\":[");
        String comma = "";
        for (Message message : page.page().messages()) {
            json.put(comma);
            PublicationJson.write(message, json);
            comma = ",";
        }
        json.put("],\"epoch\":\"").put(page.page().head().epoch()).put("\",\"offset\":");
        json.decimal(page.page().head().offset()).put('}');
    }
}
