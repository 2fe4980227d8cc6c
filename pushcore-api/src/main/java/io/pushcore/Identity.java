package io.pushcore;

import java.time.Instant;
import java.util.Set;

/**
 * Who a session is.
 *
 * @param user the user's name; empty for anonymous
 * @param info shown in presence and to the authorizer; may be empty
 * @param expires when the session must show new credentials; {@link Instant#MAX} for never
 * @param grants rights by name, read by the authorizer and by the broker: see the constants
 */
public record Identity(String user, String info, Instant expires, Set<String> grants) {
    /** May make publishing wait for it ({@code wait}) on channels with {@link ChannelRules.Lag#WAIT}. */
    public static final String GRANT_WAIT = "wait";
    /** May issue single-use tokens for other sessions. */
    public static final String GRANT_ISSUE_TOKENS = "issue-tokens";
    /** Is a server of the application, not one of its users. */
    public static final String GRANT_SERVER = "server";

    /** Who did not say who they are. */
    public static final Identity ANONYMOUS = new Identity("", "", Instant.MAX, Set.of());

    public Identity {
        if (!user.isEmpty()) {
            Names.user(user);
        }
        grants = Set.copyOf(grants);
    }

    /** A user without further rights. */
    public static Identity of(String user) {
        return new Identity(user, "", Instant.MAX, Set.of());
    }

    public Identity info(String newInfo) {
        return new Identity(user, newInfo, expires, grants);
    }

    public Identity expires(Instant newExpires) {
        return new Identity(user, info, newExpires, grants);
    }

    public Identity grants(String... newGrants) {
        return new Identity(user, info, expires, Set.of(newGrants));
    }

    public boolean has(String grant) {
        return grants.contains(grant);
    }
}
