package io.pushcore.engine;

import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Command;
import io.pushcore.transport.Reply;
import java.time.Duration;

/** Takes credentials, and fresh ones in place of those. */
final class AuthenticateHandler implements CommandHandler<Command.Authenticate> {
    private final Access access;
    private final LaneRounds rounds;
    private final Addresses addresses;

    AuthenticateHandler(Access access, LaneRounds rounds, Addresses addresses) {
        this.access = access;
        this.rounds = rounds;
        this.addresses = addresses;
    }

    @Override
    public void handle(NetLink link, Slot slot, Command.Authenticate command) {
        boolean again = link.isAuthenticated();
        if (again && !command.refresh()) {
            link.answer(slot, new Reply.Authenticated(link.identity(), true));
            return;
        }
        Duration wait = addresses.loginWaits(link);
        if (wait.isZero()) {
            identify(link, slot, command, again);
            return;
        }
        link.later(wait, () -> identify(link, slot, command, again));
    }

    private void identify(NetLink link, Slot slot, Command.Authenticate command, boolean again) {
        access.identify(command.credentials().certified(link.connection().certificate()))
                .whenComplete((identity, failure) -> link.onLane(() -> {
                    if (identity == null) {
                        refuse(link, slot, failure);
                    } else if (!link.isClosed()) {
                        take(link, slot, identity, again);
                    }
                }));
    }

    /** Who shows what held once does not guess, nor does who cannot be told yet whether it holds. */
    private void refuse(NetLink link, Slot slot, Throwable failure) {
        if (!Access.isExpired(failure) && !Access.isTemporary(failure)) {
            addresses.guessed(link);
            link.loginFailed();
        }
        Desk.refuse(link, slot, failure);
    }

    private void take(NetLink link, Slot slot, Identity identity, boolean again) {
        if (!again) {
            begin(link, slot, identity);
        } else if (!identity.user().equals(link.identity().user())) {
            Desk.refuse(link, slot, new PushCoreException(ErrorCode.FORBIDDEN, "the session is another user's"));
        } else {
            link.authenticated(identity);
            link.answer(slot, new Reply.Authenticated(identity, true));
        }
    }

    /** Who is there is let in if there is room for another session of theirs. */
    private void begin(NetLink link, Slot slot, Identity identity) {
        link.userSession().credentials(identity).whenComplete((begun, failure) -> {
            if (failure != null) {
                Desk.refuse(link, slot, Access.isTemporary(failure) ? Access.busy() : failure);
            } else if (!link.isClosed()) {
                rounds.authenticated();
                addresses.authenticated(link);
                link.authenticated(identity);
                link.answer(slot, new Reply.Authenticated(identity, false));
            }
        });
    }
}
