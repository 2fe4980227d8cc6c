package io.pushcore.netty;

import io.pushcore.Authenticator;
import io.pushcore.Credentials;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.Names;
import io.pushcore.PushCoreException;
import io.pushcore.netty.xiucall.Signature;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Knows clients of xiucall-push by their signed headers: the name of the credentials is the id, the token its signature, {@code md5hex(seconds + key + id) +
 * "," + seconds}, which holds for 15 minutes. Whoever knows the key can be anybody; MD5 is what the protocol has, so the key should be long.
 */
public final class XiucallSignatures implements Authenticator {
    private final String key;
    private final InstantSource clock;

    private XiucallSignatures(String key, InstantSource clock) {
        this.key = key;
        this.clock = clock;
    }

    /** With this key, of 16 characters or more. */
    public static XiucallSignatures key(String key) {
        if (key.length() < 16) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, "the key of signatures must have 16 characters or more");
        }
        return new XiucallSignatures(key, InstantSource.system());
    }

    /** By another clock. */
    public XiucallSignatures clock(InstantSource newClock) {
        return new XiucallSignatures(key, newClock);
    }

    @Override
    public CompletionStage<Identity> authenticate(Credentials credentials) {
        boolean holds = credentials.kind() == Credentials.Kind.TOKEN
                && !credentials.name().isEmpty()
                && Signature.holds(key, credentials.name(), credentials.token(), clock.instant());
        return holds
                ? CompletableFuture.completedFuture(Identity.of(Names.user(credentials.name())))
                : CompletableFuture.failedFuture(
                        new PushCoreException(ErrorCode.UNAUTHENTICATED, "id or signature is wrong"));
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "XiucallSignatures[]";
    }
}
