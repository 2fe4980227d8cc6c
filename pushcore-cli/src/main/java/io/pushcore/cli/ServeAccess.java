package io.pushcore.cli;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.Broker;
import io.pushcore.Identity;
import io.pushcore.callback.HttpCallback;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Who may do what at a broker that asks: servers of the application all, their users what the application says, else subscribe. */
final class ServeAccess {
    private ServeAccess() {}

    static void set(Broker.Builder builder, ServeOptions options) {
        List<Authenticator> known = new ArrayList<>();
        Authorizer rules = Authorizer.allowAll();
        if (!options.apps().isEmpty()) {
            known.add(Authenticator.apps(options.apps()));
        }
        if (options.tokens().isPresent()) {
            known.add(options.tokens().get());
            rules = new ServersAnd(new Subscribers());
        }
        if (options.signatures().isPresent()) {
            known.add(options.signatures().get());
            rules = new ServersAnd(new Subscribers());
        }
        if (options.callback().isPresent()) {
            HttpCallback callback = options.callback().get().callback().build();
            known.add(callback);
            rules = new ServersAnd(callback);
        }
        builder.authenticator(Authenticator.firstOf(known.toArray(Authenticator[]::new)))
                .authorizer(rules);
    }

    /** Servers may do all, users what another says. */
    private record ServersAnd(Authorizer users) implements Authorizer {
        @Override
        public CompletionStage<Decision> authorize(Identity identity, Action action, String channel) {
            return identity.has(Identity.GRANT_SERVER)
                    ? CompletableFuture.completedFuture(Decision.allow())
                    : users.authorize(identity, action, channel);
        }

        @Override
        public boolean decidesAtOnce() {
            return users.decidesAtOnce();
        }
    }

    /** Subscribing, and the user's own inbox. */
    private record Subscribers() implements Authorizer {
        @Override
        public CompletionStage<Decision> authorize(Identity identity, Action action, String channel) {
            boolean isOwnInbox = action == Action.INBOX && channel.equals("@" + identity.user());
            return CompletableFuture.completedFuture(
                    action == Action.SUBSCRIBE || isOwnInbox
                            ? Decision.allow()
                            : Decision.deny(
                                    action + " is denied to users: only servers may, by --app or the grant server"));
        }

        @Override
        public boolean decidesAtOnce() {
            return true;
        }
    }
}
