package io.pushcore.netty.minipush;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Output;
import io.pushcore.transport.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Messages of a client to what they ask: the first of five fields that is there. Keeps no state. */
final class Inquiries {
    private static final String NOT_POSITIVE = ": should be positive integer";

    private final MinipushSite site;
    private final Terms terms;

    Inquiries(MinipushSite site, Terms terms) {
        this.site = site;
        this.terms = terms;
    }

    Inquiry of(Payload message) {
        if (message.type() == Payload.Type.BINARY) {
            return WrongInquiry.last("unsupported message type: a message must be text");
        }
        try {
            return of(JsonValues.object(message.bytes()));
        } catch (PushCoreException wrong) {
            return WrongInquiry.last("marshal error: " + wrong.sentence());
        }
    }

    private Inquiry of(JsonValues fields) {
        Optional<JsonValues> asked = fields.within("stats");
        if (asked.isPresent()) {
            return new StatsInquiry(site, terms, asked.get().flag("count_unread"));
        }
        asked = fields.within("get_events");
        if (asked.isPresent()) {
            return events(asked.get().number("from_seq"), asked.get().number("to_seq"));
        }
        asked = fields.within("set_read");
        if (asked.isPresent()) {
            long seq = asked.get().number("seq");
            return seq > 0 ? new SetReadInquiry(seq) : notPositive("set_read", "seq", seq);
        }
        asked = fields.within("get_read_states");
        if (asked.isPresent()) {
            long head = asked.get().number("head_seq");
            return head > 0 ? new StatesInquiry(head) : notPositive("get_read_states", "head_seq", head);
        }
        return fields.within("im").map(this::message).orElseGet(() -> WrongInquiry.last("unsupported request"));
    }

    private Inquiry events(long from, long to) {
        List<String> wrong = new ArrayList<>();
        if (from <= 0) {
            wrong.add("from_seq" + NOT_POSITIVE);
        }
        if (to <= 0) {
            wrong.add("to_seq" + NOT_POSITIVE);
        }
        if (wrong.isEmpty() && Math.abs(to - from) >= site.mostEvents()) {
            wrong.add("seq range: exceeds limit: " + site.mostEvents());
        }
        if (!wrong.isEmpty()) {
            return new WrongInquiry(wrong, asked("get_events", "from_seq", from, "to_seq", to), false);
        }
        return new EventsInquiry(terms.identity().user(), from, to);
    }

    private static Inquiry notPositive(String request, String field, long value) {
        return new WrongInquiry(List.of(field + NOT_POSITIVE), asked(request, field, value, "", 0), false);
    }

    /** A request as JSON, without what is 0. */
    private static String asked(String request, String first, long firstValue, String second, long secondValue) {
        Output json = new Output();
        json.put("{\"").put(request).put("\":");
        MinipushJson.Fields fields = new MinipushJson.Fields(json);
        fields.number(first, firstValue);
        fields.number(second, secondValue);
        fields.end();
        return new String(json.put('}').toBytes(), UTF_8);
    }

    private Inquiry message(JsonValues fields) {
        if (!site.takesMessages()) {
            return new WrongInquiry(List.of("feature is not supported"), "", false);
        }
        try {
            return new SendInquiry(E2eMessage.of(fields), terms.identity().user());
        } catch (PushCoreException wrong) {
            return new WrongInquiry(List.of(wrong.sentence()), "", false);
        }
    }
}
