package io.pushcore.callback;

import io.pushcore.Authorizer;
import io.pushcore.Credentials;
import io.pushcore.Identity;
import io.pushcore.PushCoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Answers of a callback as short texts. */
final class Answers {
    private Answers() {}

    static Credentials token(String token) {
        return Credentials.token(token, "192.0.2.1");
    }

    /** The identity, or the refusal's code. */
    static Object who(HttpCallback callback, Credentials credentials) {
        try {
            return callback.authenticate(credentials)
                    .toCompletableFuture()
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException refused) {
            return code(refused);
        }
    }

    static Object who(HttpCallback callback, String token) {
        return who(callback, token(token));
    }

    static Object may(HttpCallback callback, String user, Authorizer.Action action, String channel) {
        CompletableFuture<Authorizer.Decision> answer =
                callback.authorize(Identity.of(user), action, channel).toCompletableFuture();
        try {
            return answer.orTimeout(10, TimeUnit.SECONDS).join();
        } catch (CompletionException refused) {
            return code(refused);
        }
    }

    static Object code(CompletionException refused) {
        return refused.getCause() instanceof PushCoreException known ? known.code() : refused.getCause();
    }
}
