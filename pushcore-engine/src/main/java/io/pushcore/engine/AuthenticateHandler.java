package io.pushcore.engine;

import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Command;
import io.pushcore.transport.Reply;

/** Takes credentials, and fresh ones in place of those. */
final class AuthenticateHandler implements CommandHandler<Command.Authenticate> {
    private final Access access;
    private final LaneRounds rounds;

    AuthenticateHandler(Access access, LaneRounds rounds) {
        this.access = access;
        this.rounds = rounds;
    }

    @Override
    public void handle(NetLink link, Slot slot, Command.Authenticate command) {
        boolean again = link.isAuthenticated();
        if (again && !command.refresh()) {
            link.answer(slot, new Reply.Authenticated(link.identity(), true));
            return;
        }
        access.identify(command.credentials().certified(link.connection().certificate()))
                .whenComplete((identity, failure) -> link.onLane(() -> {
                    if (identity == null) {
                        refuse(link, slot, failure);
                    } else if (!link.isClosed()) {
                        take(link, slot, identity, again);
                    }
                }));
    }

    /** Who shows what held once does not guess. */
    private static void refuse(NetLink link, Slot slot, Throwable failure) {
        if (Access.isExpired(failure)) {
            Desk.refuse(link, slot, Access.expired());
            return;
        }
        link.loginFailed();
        Desk.refuse(link, slot, Access.unauthenticated());
    }

    private void take(NetLink link, Slot slot, Identity identity, boolean again) {
        if (!again) {
            rounds.authenticated();
        } else if (!identity.user().equals(link.identity().user())) {
            Desk.refuse(link, slot, new PushCoreException(ErrorCode.FORBIDDEN, "the session is another user's"));
            return;
        }
        link.authenticated(identity);
        link.answer(slot, new Reply.Authenticated(identity, again));
    }
}
