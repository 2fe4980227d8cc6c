package io.pushcore.callback;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;

/** Answers that still hold, each under a digest of all that was asked, so that no credentials are kept. Usable from any thread. */
final class Memory {
    private final CallbackOptions options;
    private final Cache<String, Verdict> verdicts;

    Memory(CallbackOptions options) {
        this.options = options;
        this.verdicts = Caffeine.newBuilder()
                .maximumWeight(options.rememberedBytes())
                .weigher((String key, Verdict verdict) -> key.length() + verdict.weight())
                .expireAfter(new HoldingTime())
                .ticker(options.time()::nanoTime)
                .executor(Runnable::run)
                .build();
    }

    /** What a question is remembered by. */
    static String key(byte[] question) {
        try {
            return new String(MessageDigest.getInstance("SHA-256").digest(question), ISO_8859_1);
        } catch (NoSuchAlgorithmException impossible) {
            // every Java platform has it
            throw new IllegalStateException(impossible);
        }
    }

    Optional<Verdict> find(String key) {
        return Optional.ofNullable(verdicts.getIfPresent(key));
    }

    void keep(String key, Verdict verdict) {
        if (!holding(verdict).isZero()) {
            verdicts.put(key, verdict);
        }
    }

    private Duration holding(Verdict verdict) {
        Duration most = verdict.isRefusal() ? options.refusalsRemembered() : options.remembered();
        return verdict.holdsFor().compareTo(most) < 0 ? verdict.holdsFor() : most;
    }

    private final class HoldingTime implements Expiry<String, Verdict> {
        @Override
        public long expireAfterCreate(String key, Verdict verdict, long now) {
            return holding(verdict).toNanos();
        }

        @Override
        public long expireAfterUpdate(String key, Verdict verdict, long now, long left) {
            return holding(verdict).toNanos();
        }

        @Override
        public long expireAfterRead(String key, Verdict verdict, long now, long left) {
            return left;
        }
    }
}
