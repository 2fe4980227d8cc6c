package io.pushcore.engine;

import io.pushcore.Credentials;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.Limit;
import io.pushcore.PushCoreException;
import io.pushcore.storage.LeaseStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Tokens that are good once, for a while, kept as leases. */
final class Tokens {
    private static final String KEY = "token/";
    /** 32 characters of 5 bits: 160 bits. */
    private static final int CHARACTERS = 32;

    /** A century, so that times can be added up. */
    private static final long LONGEST_SECONDS = Duration.ofDays(36_500).toSeconds();

    private final Engine engine;

    Tokens(Engine engine) {
        this.engine = engine;
    }

    /** A new token for one session. */
    CompletableFuture<String> issue(Identity identity) {
        if (engine.leases.isEmpty()) {
            return CompletableFuture.failedFuture(new PushCoreException(
                    ErrorCode.NOT_YET, "this storage keeps no leases, so that there are no tokens"));
        }
        LeaseStore leases = engine.leases.get();
        byte[] value;
        try {
            value = StoredIdentity.bytes(identity);
        } catch (PushCoreException tooLarge) {
            return CompletableFuture.failedFuture(tooLarge);
        }
        String token = engine.randomText(CHARACTERS);
        Duration ttl = Duration.ofSeconds(Math.min(engine.limit(Limit.TOKEN_SECONDS), LONGEST_SECONDS));
        return leases.put(KEY + token, value, ttl).thenApply(done -> token).toCompletableFuture();
    }

    /** The identity a token stands for, which is used up; a name given with it must be the token's own. */
    CompletableFuture<Identity> redeem(Credentials credentials) {
        boolean canBe = credentials.kind() == Credentials.Kind.TOKEN && isToken(credentials.token());
        if (engine.leases.isEmpty() || !canBe) {
            return CompletableFuture.failedFuture(Access.unauthenticated());
        }
        return engine.leases
                .get()
                .take(KEY + credentials.token())
                .thenApply(found -> {
                    Identity identity = found.map(StoredIdentity::read).orElseThrow(Access::unauthenticated);
                    String name = credentials.name();
                    if (!name.isEmpty() && !name.equals(identity.user())) {
                        throw Access.unauthenticated();
                    }
                    return identity;
                })
                .toCompletableFuture();
    }

    private static boolean isToken(String text) {
        return text.length() == CHARACTERS
                && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'v'));
    }
}
