package io.pushcore.netty.line;

import io.pushcore.Delivery;
import io.pushcore.Gap;
import io.pushcore.InboxEvent;
import io.pushcore.InboxGap;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.ReadStates;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import java.util.HexFormat;
import java.util.Locale;

/** What the modern form says of inboxes. */
final class InboxLines {
    private InboxLines() {}

    static void event(InboxEvent event, Output out) {
        if (event instanceof Delivery delivery) {
            Message message = delivery.message();
            out.put("inbox ")
                    .decimal(delivery.seq())
                    .put(' ')
                    .put(message.channel())
                    .put(' ');
            ModernForm.put(message.position(), out);
            out.put(' ').decimal(message.payload().length()).put('\n');
            out.put(message.payload()).put('\n');
        } else if (event instanceof InboxGap missing) {
            Gap gap = missing.gap();
            out.put("inboxgap ")
                    .decimal(missing.seq())
                    .put(' ')
                    .put(gap.channel())
                    .put(' ');
            ModernForm.put(gap.from(), out);
            out.put(' ');
            ModernForm.put(gap.to(), out);
            out.put(' ').put(missing.reason().name().toLowerCase(Locale.ROOT)).put('\n');
        }
    }

    static void head(Position newest, Output out) {
        out.put("head ");
        ModernForm.put(newest, out);
        out.put('\n');
    }

    /** An answer to a command about inboxes; false if it is none. */
    static boolean answer(Reply reply, Output out) {
        if (reply instanceof Reply.InboxOpened opened) {
            out.put("ok inbox ").put(opened.session()).put(' ').decimal(opened.shownBefore());
        } else if (reply instanceof Reply.Pending pending) {
            pending.pending().events().forEach(event -> event(event, out));
            out.put("ok pending ").decimal(pending.pending().count());
        } else if (reply instanceof Reply.OwnPage own) {
            own.page().messages().forEach(message -> ModernForm.INSTANCE.encode(message, out));
            out.put("ok own ");
            ModernForm.put(own.page().through(), out);
        } else if (reply instanceof Reply.Unread unread) {
            out.put("ok unread ").decimal(unread.count());
        } else if (reply instanceof Reply.States states) {
            ReadStates range = states.states();
            out.put("ok states ")
                    .decimal(range.first())
                    .put(' ')
                    .decimal(range.last())
                    .put(' ');
            out.put(HexFormat.of().formatHex(range.bits()));
        } else if (reply instanceof Reply.HeadWatched watched) {
            out.put("ok heads ");
            ModernForm.put(watched.newest(), out);
        } else if (reply instanceof Reply.Follows follows) {
            out.put("ok follows");
            follows.channels().forEach(channel -> out.put(' ').put(channel));
        } else if (reply instanceof Reply.Followed followed) {
            out.put("ok follow ");
            ModernForm.put(followed.from(), out);
        } else if (reply instanceof Reply.Unfollowed) {
            out.put("ok unfollow");
        } else if (reply instanceof Reply.PushedTo pushed) {
            out.put("ok push ");
            ModernForm.put(pushed.pushed().position(), out);
            out.put(pushed.pushed().online() ? " online" : " offline")
                    .put(pushed.pushed().repeat() ? " repeat" : "");
        } else {
            return false;
        }
        out.put('\n');
        return true;
    }
}
