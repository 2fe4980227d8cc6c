package io.pushcore.netty.centrifuge;

import io.pushcore.Durability;
import io.pushcore.Gap;
import io.pushcore.Message;
import io.pushcore.Page;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.Presence;
import io.pushcore.Published;
import io.pushcore.transport.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Messages and answers as an engine would give them. */
final class Samples {
    static final Position HEAD = new Position("e1", 9);
    static final Reply ACCEPTED = new Reply.Accepted(new Published(HEAD, Durability.MEMORY, false));
    static final Reply SUBSCRIBED = new Reply.Subscribed(HEAD, false);
    static final Presence ANN = new Presence("s2", "ann", "", FakeTerms.NOW);
    static final Presence NOBODY = new Presence("s3", "", "tall", FakeTerms.NOW);

    private Samples() {}

    static Message message(Payload payload) {
        return message(payload, Map.of(), "");
    }

    static Message message(Payload payload, Map<String, String> headers, String sender) {
        Instant time = Instant.ofEpochMilli(1_700_000_000_123L);
        return new Message("news", new Position("e1", 7), time, payload, "", headers, sender, Instant.MAX);
    }

    static Reply page(Message... messages) {
        return new Reply.HistoryPage(new Page(List.of(messages), HEAD, HEAD, Optional.empty()), true, true);
    }

    static Reply pageAfterGap(Position from, Position to) {
        Gap gap = new Gap("news", from, to);
        return new Reply.HistoryPage(new Page(List.of(), HEAD, HEAD, Optional.of(gap)), true, true);
    }
}
