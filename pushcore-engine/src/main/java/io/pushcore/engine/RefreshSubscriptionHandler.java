package io.pushcore.engine;

import io.pushcore.ErrorCode;
import io.pushcore.Names;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Command;
import io.pushcore.transport.Reply;

/** Takes a new token for a subscription in place of one that expires; where it is refused, the old one holds as long as it did. */
final class RefreshSubscriptionHandler implements CommandHandler<Command.RefreshSubscription> {
    private final Access access;

    RefreshSubscriptionHandler(Access access) {
        this.access = access;
    }

    @Override
    public void handle(NetLink link, Slot slot, Command.RefreshSubscription command) {
        LinkReader reader = link.readers().of(command.channel());
        if (reader == null) {
            throw none(command.channel());
        }
        access.pass(link.identity(), command.channel(), command.token())
                .whenComplete((pass, failure) -> link.onLane(() -> {
                    if (pass == null) {
                        SubscribeHandler.refuse(link, slot, failure);
                    } else if (link.readers().of(command.channel()) != reader) {
                        // it ended meanwhile, which its client is told before this
                        Desk.refuse(link, slot, none(command.channel()));
                    } else {
                        link.readers().expire(reader, pass.expires());
                        link.answer(slot, new Reply.Refreshed(pass.expires()));
                    }
                }));
    }

    private static PushCoreException none(String channel) {
        return new PushCoreException(ErrorCode.NOT_FOUND, "no subscription to refresh: " + Names.shown(channel));
    }
}
