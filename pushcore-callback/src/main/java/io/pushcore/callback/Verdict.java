package io.pushcore.callback;

import io.pushcore.Authorizer;
import io.pushcore.Identity;
import java.time.Duration;

/** What the application answered. */
sealed interface Verdict {
    /** For how long it holds, as far as the application said. */
    Duration holdsFor();

    /** Whose credentials they are. */
    record Known(Identity identity, Duration holdsFor) implements Verdict {}

    /** The credentials are wrong, or held once and do so no longer. */
    record Wrong(boolean expired, Duration holdsFor) implements Verdict {}

    /** Whether something is allowed. */
    record Decided(Authorizer.Decision decision, Duration holdsFor) implements Verdict {
        boolean allows() {
            return decision instanceof Authorizer.Decision.Allow;
        }
    }

    /** Whether it is bad news for who asked. */
    default boolean isRefusal() {
        return this instanceof Wrong || (this instanceof Decided decided && !decided.allows());
    }

    /** About the bytes it takes in memory. */
    default int weight() {
        int fixed = 300;
        if (this instanceof Known known) {
            Identity identity = known.identity();
            int grants = identity.grants().stream().mapToInt(String::length).sum();
            return fixed + 2 * (identity.user().length() + identity.info().length() + grants);
        }
        return fixed;
    }
}
