package io.pushcore.cli;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.Credentials;
import io.pushcore.Identity;
import io.pushcore.Pass;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Who may do what where users show tokens: servers of the application everything, users only subscribe. Usable from any thread. */
final class ServeAccess implements Authenticator, Authorizer {
    private final Authenticator apps;
    private final Authenticator tokens;

    ServeAccess(Authenticator apps, Authenticator tokens) {
        this.apps = apps;
        this.tokens = tokens;
    }

    @Override
    public CompletionStage<Identity> authenticate(Credentials credentials) {
        return (credentials.kind() == Credentials.Kind.APP_SECRET ? apps : tokens).authenticate(credentials);
    }

    @Override
    public CompletionStage<Pass> pass(Identity who, String channel, String token) {
        return tokens.pass(who, channel, token);
    }

    @Override
    public CompletionStage<Decision> authorize(Identity identity, Action action, String channel) {
        boolean may = action == Action.SUBSCRIBE || identity.has(Identity.GRANT_SERVER);
        return CompletableFuture.completedFuture(
                may
                        ? Decision.allow()
                        : Decision.deny(
                                action + " is denied to users: only servers may, by --app or the grant server"));
    }

    @Override
    public boolean decidesAtOnce() {
        return true;
    }
}
