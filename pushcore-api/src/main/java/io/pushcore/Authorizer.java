package io.pushcore;

import java.util.concurrent.CompletionStage;

/** Says what a session may do. Called on the broker's executor; it may block there. */
@FunctionalInterface
public interface Authorizer {
    /** What a session wants to do. */
    enum Action {
        SUBSCRIBE,
        PUBLISH,
        HISTORY,
        PRESENCE,
        FOLLOW,
        PUSH,
        INBOX,
        /** To follow, or to send, as another user; the channel is that user's log, such as {@code @bert}. */
        IMPERSONATE
    }

    /** Whether it may. */
    sealed interface Decision {
        /** It may. */
        record Allow() implements Decision {}

        /** It may not; the sentence reaches the client. */
        record Deny(String sentence) implements Decision {}

        static Decision allow() {
            return new Allow();
        }

        static Decision deny(String sentence) {
            return new Deny(sentence);
        }
    }

    /** Decides; an exceptional completion denies. */
    CompletionStage<Decision> authorize(Identity identity, Action action, String channel);

    /** Whether it decides at once and never blocks; it is then asked on the thread of the connection. */
    default boolean decidesAtOnce() {
        return false;
    }

    /** Everything that names allow, to everyone who is authenticated. */
    static Authorizer allowAll() {
        return new FixedAuthorizer(action -> Decision.allow());
    }

    /** Subscribing only: what holds where an authenticator is set and no authorizer. */
    static Authorizer subscribeOnly() {
        return new FixedAuthorizer(action -> action == Action.SUBSCRIBE
                ? Decision.allow()
                : Decision.deny(action + " is denied: no authorizer says who may"));
    }
}
