package io.pushcore.cli;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.Broker;
import io.pushcore.Identity;
import io.pushcore.callback.HttpCallback;
import java.util.ArrayList;
import java.util.List;

/** Who may do what at a broker that asks: servers of the application all, their users what the application says. */
final class ServeAccess {
    private ServeAccess() {}

    static void set(Broker.Builder builder, ServeOptions options) {
        List<Authenticator> known = new ArrayList<>();
        Authorizer rules = Authorizer.allowAll();
        if (!options.apps().isEmpty()) {
            known.add(Authenticator.apps(options.apps()));
        }
        if (options.callback().isPresent()) {
            HttpCallback callback = options.callback().get().callback().build();
            known.add(callback);
            rules = serversAnd(callback);
        }
        builder.authenticator(Authenticator.firstOf(known.toArray(Authenticator[]::new)))
                .authorizer(rules);
    }

    private static Authorizer serversAnd(Authorizer users) {
        Authorizer all = Authorizer.allowAll();
        return (identity, action, channel) -> {
            Authorizer one = identity.has(Identity.GRANT_SERVER) ? all : users;
            return one.authorize(identity, action, channel);
        };
    }
}
