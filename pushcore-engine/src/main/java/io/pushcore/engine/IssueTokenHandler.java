package io.pushcore.engine;

import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Command;
import io.pushcore.transport.Reply;

/** Issues single-use tokens, to servers of the application where credentials are asked for. */
final class IssueTokenHandler implements CommandHandler<Command.IssueToken> {
    private final Access access;

    IssueTokenHandler(Access access) {
        this.access = access;
    }

    @Override
    public void handle(NetLink link, Slot slot, Command.IssueToken command) {
        if (access.isGuarded() && !link.identity().has(Identity.GRANT_ISSUE_TOKENS)) {
            throw new PushCoreException(
                    ErrorCode.FORBIDDEN, "issuing tokens needs the grant " + Identity.GRANT_ISSUE_TOKENS);
        }
        Identity identity = command.user().isEmpty() ? Identity.ANONYMOUS : Identity.of(command.user());
        access.tokens()
                .issue(identity)
                .whenComplete((token, failure) -> link.onLane(() -> {
                    if (token != null) {
                        link.answer(slot, new Reply.Token(token));
                    } else {
                        Desk.refuse(link, slot, failure);
                    }
                }));
    }
}
