package io.pushcore.netty.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Plan;
import io.pushcore.netty.http.Request;
import io.pushcore.netty.http.Route;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks for the token of the admin port, if it has one. Who shows a wrong one waits, and pays with a connection for each try. */
public final class Guard {
    private static final String BEARER = "bearer ";
    /** What is read of the body of those who may not ask. */
    private static final int BODY_BYTES = 4 << 10;

    /** More who wait at a time are answered at once: they must not take all the room. */
    private static final int MOST_WAITING = 100;

    private static final Executor LATER = CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS, Runnable::run);

    /** Of the token, so that comparing tells nothing of its length; empty if there is none. */
    private final byte[] digest;

    private final Runnable onWrong;
    private final AtomicInteger waiting = new AtomicInteger();

    /** @param token empty for none */
    public Guard(String token, Runnable onWrong) {
        this.digest = token.isEmpty() ? new byte[0] : digest(token);
        this.onWrong = onWrong;
    }

    /** The same route for those who may. */
    public Route guarded(Route route) {
        return (request, variable) -> admits(request) ? route.plan(request, variable) : refused(request);
    }

    private boolean admits(Request request) {
        return digest.length == 0 || MessageDigest.isEqual(digest(shown(request)), digest);
    }

    private Plan refused(Request request) {
        boolean guessed = !shown(request).isEmpty();
        if (guessed) {
            onWrong.run();
        }
        return new Plan.Answer(
                (terms, carrier) -> new AdminCodec(request, carrier, BODY_BYTES, body -> refusal(guessed)).closing());
    }

    private CompletionStage<Answer> refusal(boolean guessed) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        if (guessed && waiting.incrementAndGet() <= MOST_WAITING) {
            LATER.execute(() -> {
                waiting.decrementAndGet();
                answer.completeExceptionally(unauthenticated());
            });
        } else {
            if (guessed) {
                waiting.decrementAndGet();
            }
            answer.completeExceptionally(unauthenticated());
        }
        return answer;
    }

    /** Only what a page of another site cannot make a browser send; not the query, which proxies log. */
    private static String shown(Request request) {
        String authorization = request.header("authorization");
        return authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
                ? authorization.substring(BEARER.length()).strip()
                : "";
    }

    private static PushCoreException unauthenticated() {
        return new PushCoreException(ErrorCode.UNAUTHENTICATED, "the admin token is wrong or missing");
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            // every JDK has it
            throw new IllegalStateException(impossible);
        }
    }
}
