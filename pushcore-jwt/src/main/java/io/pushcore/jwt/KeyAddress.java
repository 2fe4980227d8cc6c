package io.pushcore.jwt;

import io.pushcore.ErrorCode;
import io.pushcore.Names;
import io.pushcore.PushCoreException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A JWKS at an address: fetched when the first token comes, again for an id nobody knows, and when it has become old. Where that fails
 * the keys stay. One fetch is under way at a time, and whoever needs it waits for it without a thread.
 */
final class KeyAddress implements KeySource {
    /** Within that time an id that was not found is not looked for again. */
    private static final Duration REMEMBER_UNKNOWN = Duration.ofMinutes(1);

    private static final int MOST_UNKNOWN = 1_000;
    /** From then on the keys are fetched again, and used meanwhile. */
    private static final Duration OLD_AFTER = Duration.ofMinutes(10);
    /** From then on they are used only if fetching fails. */
    private static final Duration TOO_OLD_AFTER = Duration.ofMinutes(20);

    private static final Duration AGAIN_AFTER_FAILURE = Duration.ofSeconds(5);
    /** Whatever ids are asked for: so many fetches at once, and one more with each pause. */
    private static final int MOST_FETCHES = 5;

    private static final Duration PAUSE = Duration.ofSeconds(6);

    private final URI address;
    private final Ticks ticks;
    private final KeyFetch fetch;
    private final SeldomLog log;
    /** Guards the rest; not held while anything is fetched. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<String, Long> unknown = new LinkedHashMap<>();
    private List<TokenKey> keys = List.of();
    private @Nullable CompletableFuture<Boolean> underWay;
    private boolean loaded;
    private long loadedAt;
    private boolean failed;
    private long failedAt;
    /** The bucket of fetches: nanoseconds that are paid for. */
    private long paid;

    private long paidAt;

    KeyAddress(URI address, Duration within, Ticks ticks) {
        this.address = checked(address);
        this.ticks = ticks;
        this.fetch = new KeyFetch(address, within);
        this.log = new SeldomLog(ticks);
        this.paid = PAUSE.toNanos() * MOST_FETCHES;
        this.paidAt = ticks.nanos();
    }

    @Override
    public CompletionStage<Found> find(String id) {
        Found known;
        boolean begins = false;
        boolean waits;
        @Nullable CompletableFuture<Boolean> running;
        lock.lock();
        try {
            long now = ticks.nanos();
            known = known(id, now);
            running = underWay;
            if (running == null && isDue(id, known.keys(), now)) {
                running = new CompletableFuture<>();
                underWay = running;
                begins = true;
            }
            waits = known.isEmpty() || (!failed && now - loadedAt >= TOO_OLD_AFTER.toNanos());
        } finally {
            lock.unlock();
        }
        if (running == null) {
            return CompletableFuture.completedFuture(known);
        }
        if (begins) {
            begin(running);
        }
        return waits ? running.thenApply(fetched -> found(id, fetched)) : CompletableFuture.completedFuture(known);
    }

    private boolean isDue(String id, List<TokenKey> known, long now) {
        boolean old = loaded && now - loadedAt >= OLD_AFTER.toNanos();
        boolean isUnknown = known.isEmpty() && !id.isEmpty();
        boolean asked = isUnknown ? !isRememberedUnknown(id, now) : (old || !loaded);
        if (!asked || (failed && now - failedAt < AGAIN_AFTER_FAILURE.toNanos())) {
            return false;
        }
        paid = Math.min(paid + now - paidAt, PAUSE.toNanos() * MOST_FETCHES);
        paidAt = now;
        if (paid < PAUSE.toNanos()) {
            return false;
        }
        paid -= PAUSE.toNanos();
        return true;
    }

    private boolean isRememberedUnknown(String id, long now) {
        Long since = unknown.get(id);
        return since != null && now - since < REMEMBER_UNKNOWN.toNanos();
    }

    private void begin(CompletableFuture<Boolean> running) {
        fetch.get().whenComplete((body, failure) -> {
            boolean fetched = failure == null && take(body);
            if (failure != null) {
                log.warn(where() + " gave no keys, those there are stay: " + reason(failure));
            }
            lock.lock();
            try {
                failed = !fetched;
                failedAt = ticks.nanos();
                underWay = null;
            } finally {
                lock.unlock();
            }
            running.complete(fetched);
        });
    }

    private boolean take(byte[] body) {
        try {
            List<TokenKey> fresh = KeySet.parse(body, false);
            lock.lock();
            try {
                keys = fresh;
                loaded = true;
                loadedAt = ticks.nanos();
            } finally {
                lock.unlock();
            }
            return true;
        } catch (ParseException wrong) {
            log.warn(where() + " gave no keys, those there are stay: " + wrong.getMessage());
            return false;
        }
    }

    /** None is sure only where they were fetched and the id was not among them: else a client is to try again. */
    private Found known(String id, long now) {
        List<TokenKey> known = KeySource.of(id, keys);
        boolean isSure = !known.isEmpty() || (id.isEmpty() ? loaded : isRememberedUnknown(id, now));
        return new Found(known, isSure);
    }

    private Found found(String id, boolean fetched) {
        lock.lock();
        try {
            if (fetched && KeySource.of(id, keys).isEmpty()) {
                remember(id);
            }
            return known(id, ticks.nanos());
        } finally {
            lock.unlock();
        }
    }

    private void remember(String id) {
        unknown.remove(id);
        if (unknown.size() >= MOST_UNKNOWN) {
            unknown.remove(unknown.keySet().iterator().next());
        }
        unknown.put(id, ticks.nanos());
    }

    private String where() {
        return "jwks " + Names.shown(address.getScheme() + "://" + address.getAuthority() + address.getPath());
    }

    /** Of what others throw only its kind, for the text may hold what came. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof IllegalStateException ours
                ? String.valueOf(ours.getMessage())
                : cause.getClass().getSimpleName();
    }

    /** Keys that come unprotected are whoever's on the way. */
    private static URI checked(URI address) {
        String host = String.valueOf(address.getHost());
        boolean here = host.equals("localhost") || host.matches("127\\.[0-9.]+") || host.equals("[::1]");
        String scheme = String.valueOf(address.getScheme());
        boolean fine = scheme.equals("https") || (scheme.equals("http") && here);
        if (!fine || address.getHost() == null || address.getUserInfo() != null) {
            throw new PushCoreException(
                    ErrorCode.BAD_OPTION, "jwks must be an https address, or http on this machine, without a password");
        }
        return address;
    }
}
