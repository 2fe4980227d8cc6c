package io.pushcore.engine;

import io.pushcore.transport.Command;
import io.pushcore.transport.Reply;

/** Takes credentials. */
final class AuthenticateHandler implements CommandHandler<Command.Authenticate> {
    private final Access access;
    private final LaneRounds rounds;

    AuthenticateHandler(Access access, LaneRounds rounds) {
        this.access = access;
        this.rounds = rounds;
    }

    @Override
    public void handle(NetLink link, Slot slot, Command.Authenticate command) {
        if (link.isAuthenticated()) {
            link.answer(slot, new Reply.Authenticated(link.identity(), true));
            return;
        }
        access.identify(command.credentials())
                .whenComplete((identity, failure) -> link.onLane(() -> {
                    if (identity != null && !link.isClosed()) {
                        rounds.authenticated();
                        link.authenticated(identity);
                        link.answer(slot, new Reply.Authenticated(identity, false));
                    } else if (identity == null) {
                        link.loginFailed();
                        Desk.refuse(link, slot, Access.unauthenticated());
                    }
                }));
    }
}
