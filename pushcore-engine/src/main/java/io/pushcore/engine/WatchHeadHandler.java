package io.pushcore.engine;

import io.pushcore.Authorizer;
import io.pushcore.Position;
import io.pushcore.transport.Command;
import io.pushcore.transport.Reply;
import java.util.concurrent.CompletableFuture;

/** Tells a session how far its user's own log reaches. */
final class WatchHeadHandler implements CommandHandler<Command.WatchHead> {
    private final Engine engine;
    private final Access access;

    WatchHeadHandler(Engine engine, Access access) {
        this.engine = engine;
        this.access = access;
    }

    @Override
    public void handle(NetLink link, Slot slot, Command.WatchHead command) {
        if (!command.watches()) {
            link.readers().watch(null);
            link.answer(slot, new Reply.Done());
            return;
        }
        LinkHead head = new LinkHead(link, engine.inboxes().heads(), OpenInboxHandler.userOf(link));
        access.allowOwn(link.identity(), Authorizer.Action.INBOX)
                .whenComplete((allowed, denied) -> link.onLane(() -> {
                    if (denied != null) {
                        Desk.refuse(link, slot, denied);
                    } else if (!link.isClosing()) {
                        watch(link, slot, head);
                    }
                }));
    }

    private static void watch(NetLink link, Slot slot, LinkHead head) {
        link.readers().watch(head);
        CompletableFuture<Position> begun = new CompletableFuture<>();
        begun.whenComplete((newest, failure) -> link.onLane(() -> {
            if (newest != null) {
                link.answers().answer(slot, new Reply.HeadWatched(newest), () -> head.activate(newest));
                return;
            }
            if (link.readers().head() == head) {
                link.readers().watch(null);
            }
            Desk.refuse(link, slot, failure);
        }));
        head.begin(begun);
    }
}
