package io.pushcore.netty.http;

import io.pushcore.Delivery;
import io.pushcore.Gap;
import io.pushcore.InboxEvent;
import io.pushcore.InboxGap;
import io.pushcore.Message;
import io.pushcore.PendingMessages;
import io.pushcore.Position;
import io.pushcore.Pushed;
import io.pushcore.ReadStates;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** What is said of inboxes, as JSON. */
public final class InboxJson {
    private InboxJson() {}

    /** The number of an event; 0 for what is for now only. */
    static long seq(InboxEvent event) {
        if (event instanceof Delivery delivery) {
            return delivery.seq();
        }
        return event instanceof InboxGap gap ? gap.seq() : 0;
    }

    /** A delivery or a gap, each with its number and its channel. */
    public static void event(InboxEvent event, Output out) {
        if (event instanceof Delivery delivery) {
            Message message = delivery.message();
            begin(delivery.seq(), message.channel(), out);
            if (message.offset() > 0) {
                out.put(",\"position\":");
                MessageJson.position(message.position(), out);
            }
            MessageJson.rest(message, out);
        } else if (event instanceof InboxGap missing) {
            Gap gap = missing.gap();
            begin(missing.seq(), gap.channel(), out);
            out.put(",\"gap\":");
            PageJson.span(gap, out);
            out.put(",\"reason\":\"")
                    .put(missing.reason().name().toLowerCase(Locale.ROOT))
                    .put("\"}");
        }
    }

    private static void begin(long seq, String channel, Output out) {
        out.put("{\"seq\":").decimal(seq).put(",\"channel\":");
        JsonText.string(channel, out);
    }

    /** An object whose end is left to the caller: the session's name, and the highest number that was shown before. */
    public static void opened(Reply.InboxOpened opened, Output out) {
        out.put("{\"session\":\"").put(opened.session()).put("\",\"seq\":").decimal(opened.shownBefore());
    }

    /** How far a log reaches. */
    public static void head(Position newest, Output out) {
        out.put("{\"epoch\":\"").put(newest.epoch()).put("\",\"offset\":");
        out.decimal(newest.offset()).put('}');
    }

    /** The answer to a command about inboxes; false if there is nothing to say. */
    public static boolean answer(Reply reply, Output out) {
        if (reply instanceof Reply.Pending pending) {
            pending(pending.pending(), out);
        } else if (reply instanceof Reply.OwnPage own) {
            PageJson.write(own.page(), out);
        } else if (reply instanceof Reply.Unread unread) {
            out.put("{\"unread\":").decimal(unread.count()).put('}');
        } else if (reply instanceof Reply.States states) {
            states(states.states(), out);
        } else if (reply instanceof Reply.HeadWatched watched) {
            head(watched.newest(), out);
        } else if (reply instanceof Reply.Follows follows) {
            follows(follows.channels(), out);
        } else if (reply instanceof Reply.Followed followed) {
            out.put("{\"from\":");
            MessageJson.position(followed.from(), out);
            out.put('}');
        } else if (reply instanceof Reply.Unfollowed unfollowed) {
            out.put(unfollowed.was() ? "{\"was\":true}" : "{\"was\":false}");
        } else if (reply instanceof Reply.PushedTo pushed) {
            out.put('{');
            pushed(pushed.pushed(), out);
            out.put('}');
        } else {
            return false;
        }
        return true;
    }

    private static void pending(PendingMessages pending, Output out) {
        out.put("{\"count\":").decimal(pending.count()).put(",\"events\":[");
        String between = "";
        for (InboxEvent event : pending.events()) {
            out.put(between);
            event(event, out);
            between = ",";
        }
        out.put("]}");
    }

    private static void follows(List<String> channels, Output out) {
        out.put("{\"channels\":[");
        String between = "";
        for (String channel : channels) {
            out.put(between);
            JsonText.string(channel, out);
            between = ",";
        }
        out.put("]}");
    }

    private static void states(ReadStates states, Output out) {
        out.put("{\"first\":").decimal(states.first()).put(",\"last\":").decimal(states.last());
        out.put(",\"bits\":\"").put(HexFormat.of().formatHex(states.bits())).put("\"}");
    }

    /** What became of a push, without the braces. */
    public static void pushed(Pushed pushed, Output out) {
        if (pushed.position().offset() > 0) {
            out.put("\"epoch\":\"").put(pushed.position().epoch()).put("\",\"offset\":");
            out.decimal(pushed.position().offset()).put(',');
        }
        out.put(pushed.online() ? "\"online\":true" : "\"online\":false");
        out.put(pushed.repeat() ? ",\"repeat\":true" : "");
    }
}
