package io.pushcore.engine;

import io.pushcore.Authorizer;
import io.pushcore.ErrorCode;
import io.pushcore.Inbox;
import io.pushcore.Names;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.Pushed;
import io.pushcore.engine.inbox.LocalInbox;
import io.pushcore.engine.inbox.OpenInbox;
import io.pushcore.transport.Command;
import io.pushcore.transport.Reply;
import java.util.concurrent.CompletableFuture;

/** What a session asks of its user's inboxes, besides opening one. */
final class InboxHandlers {
    private final Engine engine;
    private final Access access;
    private final HeldInboxes held;
    private final Pushes pushes;

    InboxHandlers(Engine engine, Access access, HeldInboxes held) {
        this.engine = engine;
        this.access = access;
        this.held = held;
        this.pushes = new Pushes(engine);
    }

    void acknowledge(NetLink link, Slot slot, Command.Acknowledge command) {
        CompletableFuture<Void> acknowledged = command.session().isEmpty()
                ? shownHere(link).ack(command.seq(), command.only())
                : held.acknowledge(OpenInboxHandler.userOf(link), command);
        answer(link, slot, acknowledged.thenApply(done -> new Reply.Done()));
    }

    private static OpenInbox shownHere(NetLink link) {
        HeldInboxes.Opened opened = link.inbox();
        if (opened == null) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, "no inbox is open on this connection");
        }
        return opened.inbox().inbox();
    }

    void pending(NetLink link, Slot slot, Command.ListPending command) {
        answer(
                link,
                slot,
                own(link, command.device())
                        .thenCompose(inbox -> inbox.pending(command.most()))
                        .thenApply(Reply.Pending::new));
    }

    void readOwn(NetLink link, Slot slot, Command.ReadOwn command) {
        answer(
                link,
                slot,
                own(link, "")
                        .thenCompose(inbox -> inbox.read(command.first(), command.last()))
                        .thenApply(Reply.OwnPage::new));
    }

    void markRead(NetLink link, Slot slot, Command.MarkRead command) {
        answer(
                link,
                slot,
                own(link, "")
                        .thenCompose(inbox -> inbox.markRead(command.first(), command.last()))
                        .thenApply(done -> new Reply.Done()));
    }

    void unread(NetLink link, Slot slot, Command.CountUnread command) {
        answer(link, slot, own(link, "").thenCompose(Inbox::unread).thenApply(Reply.Unread::new));
    }

    void readStates(NetLink link, Slot slot, Command.ListReadStates command) {
        answer(
                link,
                slot,
                own(link, "")
                        .thenCompose(inbox -> inbox.readStates(command.first(), command.last()))
                        .thenApply(Reply.States::new));
    }

    void follows(NetLink link, Slot slot, Command.ListFollows command) {
        answer(link, slot, own(link, "").thenCompose(Inbox::follows).thenApply(Reply.Follows::new));
    }

    void follow(NetLink link, Slot slot, Command.Follow command) {
        String user = command.user().isEmpty() ? OpenInboxHandler.userOf(link) : Names.user(command.user());
        String channel = Names.channel(command.channel());
        CompletableFuture<Boolean> allowed = access.allow(link.identity(), Authorizer.Action.FOLLOW, channel)
                .thenCombine(access.allowAs(link.identity(), user), (may, as) -> true);
        LocalChannel followed = new LocalChannel(engine, channel);
        if (command.follows()) {
            answer(link, slot, allowed.thenCompose(may -> followed.follow(user)).thenApply(Reply.Followed::new));
        } else {
            answer(
                    link,
                    slot,
                    allowed.thenCompose(may -> followed.unfollow(user)).thenApply(Reply.Unfollowed::new));
        }
    }

    void push(NetLink link, Slot slot, Command.Push command) {
        String user = Names.user(command.user());
        answer(
                link,
                slot,
                access.allowReserved(link.identity(), Authorizer.Action.PUSH, LocalInbox.logOf(user))
                        .thenCombine(
                                access.allowAs(
                                        link.identity(), command.publication().sender()),
                                (may, as) -> true)
                        .thenCompose(may ->
                                pushed(user, Access.from(link.identity(), command.publication()), command.onlyNow()))
                        .thenApply(Reply.PushedTo::new));
    }

    private CompletableFuture<Pushed> pushed(String user, Publication publication, boolean onlyNow) {
        return onlyNow
                ? pushes.pushIfOnline(user, publication).thenApply(shown -> new Pushed(Position.NOWHERE, shown, false))
                : pushes.push(user, publication);
    }

    private CompletableFuture<Inbox> own(NetLink link, String device) {
        Inbox inbox = new LocalInbox(engine.inboxes(), OpenInboxHandler.idOf(link, device));
        return access.allowOwn(link.identity(), Authorizer.Action.INBOX).thenApply(allowed -> inbox);
    }

    private static void answer(NetLink link, Slot slot, CompletableFuture<? extends Reply> answer) {
        answer.whenComplete((reply, failure) -> {
            if (reply == null) {
                Desk.refuse(link, slot, failure);
            } else {
                link.onLane(() -> link.answer(slot, reply));
            }
        });
    }
}
