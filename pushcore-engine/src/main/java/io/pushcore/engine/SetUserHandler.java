package io.pushcore.engine;

import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.Names;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Command;
import io.pushcore.transport.Reply;

/** Takes a user at their word, where no credentials are asked for. */
final class SetUserHandler implements CommandHandler<Command.SetUser> {
    private final Access access;

    SetUserHandler(Access access) {
        this.access = access;
    }

    @Override
    public void handle(NetLink link, Slot slot, Command.SetUser command) {
        if (access.isGuarded()) {
            throw new PushCoreException(ErrorCode.FORBIDDEN, "who one is comes from the credentials");
        }
        String user = Names.user(command.user());
        link.userSession().credentials(Identity.of(user)).whenComplete((begun, failure) -> {
            if (failure != null) {
                Desk.refuse(link, slot, failure);
            } else if (!link.isClosed()) {
                link.named(user);
                link.answer(slot, new Reply.Done());
            }
        });
    }
}
