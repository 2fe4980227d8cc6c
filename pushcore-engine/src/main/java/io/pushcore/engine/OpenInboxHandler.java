package io.pushcore.engine;

import io.pushcore.Authorizer;
import io.pushcore.ErrorCode;
import io.pushcore.Names;
import io.pushcore.PushCoreException;
import io.pushcore.storage.InboxId;
import io.pushcore.transport.Command;
import io.pushcore.transport.Reply;

/** Opens the inbox of a session's own user. */
final class OpenInboxHandler implements CommandHandler<Command.OpenInbox> {
    private final Access access;
    private final HeldInboxes held;

    OpenInboxHandler(Access access, HeldInboxes held) {
        this.access = access;
        this.held = held;
    }

    @Override
    public void handle(NetLink link, Slot slot, Command.OpenInbox command) {
        if (link.hasInbox()) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, "this connection has opened an inbox already");
        }
        InboxId id = idOf(link, command.device());
        link.opensInbox();
        access.allowOwn(link.identity(), Authorizer.Action.INBOX)
                .thenCompose(allowed -> held.open(link, id, command.session()))
                .whenComplete((opened, failure) -> link.onLane(() -> {
                    if (opened == null) {
                        link.opensNoInbox();
                        Desk.refuse(link, slot, failure);
                    } else if (link.isClosed()) {
                        held.gone(link, opened, false);
                    } else {
                        link.opened(opened);
                        link.userSession().goOnWith(opened.user());
                        link.answers()
                                .answer(
                                        slot,
                                        new Reply.InboxOpened(opened.session(), opened.shownBefore()),
                                        opened.inbox()::activate);
                    }
                }));
    }

    /** The inbox of a session's user. */
    static InboxId idOf(NetLink link, String device) {
        return new InboxId(userOf(link), device.isEmpty() ? device : Names.device(device));
    }

    static String userOf(NetLink link) {
        String user = link.identity().user();
        if (user.isEmpty()) {
            throw new PushCoreException(ErrorCode.FORBIDDEN, "an inbox is a user's, and nobody said who this is");
        }
        return user;
    }
}
