package io.pushcore.netty.minipush;

import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How the port is set, how far the user's own log reaches, and how much of it is unread, where that is asked. */
final class StatsInquiry implements Inquiry {
    private final MinipushSite site;
    private final Terms terms;
    private final boolean countsUnread;
    private long head;
    private long unread;

    StatsInquiry(MinipushSite site, Terms terms, boolean countsUnread) {
        this.site = site;
        this.terms = terms;
        this.countsUnread = countsUnread;
    }

    /** A page says how far its log reaches, whatever is in it. */
    @Override
    public Command begin() {
        return new Command.ReadOwn(1, 1);
    }

    @Override
    public @Nullable Command next(Reply reply) {
        if (reply instanceof Reply.OwnPage own) {
            head = own.page().head().offset();
            return countsUnread ? new Command.CountUnread() : null;
        }
        if (reply instanceof Reply.Unread count) {
            unread = count.count();
        }
        return null;
    }

    @Override
    public void answer(Output json) {
        json.put("{\"stats\":");
        MinipushJson.Fields stats = new MinipushJson.Fields(json);
        stats.name("conf");
        MinipushJson.Fields conf = new MinipushJson.Fields(json);
        conf.number("event_ttl_days", days(terms.ownLog().keepFor()));
        conf.number("get_events_limit", site.mostEvents());
        conf.flag("enable_client_msg", site.takesMessages());
        conf.number("max_msg_size", MinipushSite.MOST_BYTES);
        conf.end();
        stats.number("head_seq", head);
        stats.number("unread_count", unread);
        stats.end();
        json.put('}');
    }

    /** A part of a day is one. */
    private static long days(Duration keptFor) {
        long days = keptFor.toDays();
        return Duration.ofDays(days).equals(keptFor) ? days : days + 1;
    }
}
