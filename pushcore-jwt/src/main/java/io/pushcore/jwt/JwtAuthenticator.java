package io.pushcore.jwt;

import io.pushcore.Authenticator;
import io.pushcore.Credentials;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.Names;
import io.pushcore.Pass;
import io.pushcore.PushCoreException;
import io.pushcore.Time;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Believes tokens that are JWT, signed with one of its keys. A token with the claim {@code channel} is one for a subscription and for
 * nothing else; one without it is one for a session. Usable from any thread; fetches keys without blocking its caller.
 */
public final class JwtAuthenticator implements Authenticator {
    private static final Logger LOG = LoggerFactory.getLogger(JwtAuthenticator.class);

    private static final String CHANNEL = "channel";

    private final KeyRing keys;
    private final TokenRules rules;
    private final String cookie;

    private JwtAuthenticator(KeyRing keys, TokenRules rules, String cookie) {
        this.keys = keys;
        this.rules = rules;
        this.cookie = cookie;
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public CompletionStage<Identity> authenticate(Credentials credentials) {
        if (credentials.kind() != Credentials.Kind.TOKEN) {
            return refused(new WrongToken("it is the secret of a server"));
        }
        String token = credentials.token().isEmpty() && !cookie.isEmpty()
                ? credentials.cookies().getOrDefault(cookie, "")
                : credentials.token();
        return read(token, claims -> identity(claims, credentials.name()));
    }

    @Override
    public CompletionStage<Pass> pass(Identity who, String channel, String token) {
        return read(token, claims -> {
            if (!claims.has(CHANNEL)) {
                throw new WrongToken(ErrorCode.FORBIDDEN, "it is for a session, not for a subscription");
            }
            String itsChannel = claims.text(CHANNEL);
            String itsUser = claims.text("sub");
            Instant expires = rules.check(claims);
            if (!itsChannel.equals(channel)) {
                throw new WrongToken(ErrorCode.FORBIDDEN, "it is for another channel");
            }
            if (!itsUser.equals(who.user())) {
                throw new WrongToken(ErrorCode.FORBIDDEN, "it is for another user");
            }
            return new Pass(expires);
        });
    }

    private Identity identity(Claims claims, String name) throws WrongToken {
        if (claims.has(CHANNEL)) {
            throw new WrongToken("it is for a subscription, not for a session");
        }
        String user = claims.text("sub");
        if (!name.isEmpty() && !name.equals(user)) {
            throw new WrongToken("it is for another user than the one named");
        }
        try {
            if (!user.isEmpty()) {
                Names.user(user);
            }
        } catch (PushCoreException badName) {
            throw new WrongToken("its sub is no name of a user");
        }
        String info = claims.info("info");
        Set<String> grants = Set.copyOf(claims.list("grants"));
        return new Identity(user, info, rules.check(claims), grants);
    }

    private <T> CompletionStage<T> read(String text, Reading<T> reading) {
        SignedToken token;
        try {
            token = SignedToken.of(text);
        } catch (WrongToken wrong) {
            return refused(wrong);
        }
        return keys.find(token.keyId()).thenApply(found -> {
            try {
                if (found.keys().stream().noneMatch(key -> key.signed(token))) {
                    throw found.isSure()
                            ? new WrongToken("no key there is has signed it")
                            : new WrongToken(ErrorCode.BUSY, "its key cannot be fetched now");
                }
                return reading.of(token.claims());
            } catch (WrongToken wrong) {
                throw new CompletionException(logged(wrong));
            }
        });
    }

    private static <T> CompletionStage<T> refused(WrongToken wrong) {
        return CompletableFuture.failedFuture(logged(wrong));
    }

    private static PushCoreException logged(WrongToken wrong) {
        PushCoreException refusal = wrong.refusal();
        LOG.debug("{}", refusal.sentence());
        return refusal;
    }

    /** What a token whose signature holds is good for. */
    private interface Reading<T> {
        T of(Claims claims) throws WrongToken;
    }

    /** Collects the keys and the rules; {@link #build} says what is wrong. */
    public static final class Builder {
        private final List<TokenKey> fixed = new ArrayList<>();
        private final List<URI> addresses = new ArrayList<>();
        private final List<Path> files = new ArrayList<>();
        private String audience = "";
        private String issuer = "";
        private Duration leeway = Duration.ofSeconds(5);
        private Duration fetchWithin = Duration.ofSeconds(5);
        private boolean mustExpire = true;
        private String cookie = "";
        private Ticks ticks = new Ticks(Instant::now, System::nanoTime);

        private Builder() {}

        /** A key; a token that names its key by {@code kid} is held against the one of that id, or against those without. */
        public Builder key(TokenKey key) {
            fixed.add(key);
            return this;
        }

        /** Keys published as JWKS at an address: https, or http on this machine. Secrets among them are not used. */
        public Builder jwks(URI address) {
            addresses.add(address);
            return this;
        }

        /** Keys in a file as JWKS, which is read again when it has changed; secrets ({@code oct}) may stand in it. */
        public Builder jwks(Path file) {
            files.add(file);
            return this;
        }

        /** What {@code aud} must be or hold; by default it is not looked at. */
        public Builder audience(String newAudience) {
            audience = newAudience;
            return this;
        }

        /** What {@code iss} must be; by default it is not looked at. */
        public Builder issuer(String newIssuer) {
            issuer = newIssuer;
            return this;
        }

        /** By how much clocks may differ: up to 5 minutes, by default 5 seconds. A token holds for so much longer. */
        public Builder leeway(Duration newLeeway) {
            leeway = newLeeway;
            return this;
        }

        /** Lets tokens in that never expire. */
        public Builder withoutExpiry() {
            mustExpire = false;
            return this;
        }

        /** A cookie that holds the token where a request shows none otherwise; by default no cookie is looked at. */
        public Builder cookie(String name) {
            cookie = name;
            return this;
        }

        /** How long fetching keys may take; by default 5 seconds. */
        public Builder fetchWithin(Duration newFetchWithin) {
            fetchWithin = newFetchWithin;
            return this;
        }

        /** The clock of the broker, for tests. */
        public Builder time(Time time) {
            ticks = new Ticks(time::now, time::nanoTime);
            return this;
        }

        /** @throws PushCoreException {@link ErrorCode#BAD_OPTION} with the option that is wrong; a file of keys must be there */
        public JwtAuthenticator build() {
            if (fixed.isEmpty() && addresses.isEmpty() && files.isEmpty()) {
                throw new PushCoreException(ErrorCode.BAD_OPTION, "no key: set key or jwks");
            }
            if (leeway.isNegative() || leeway.compareTo(Duration.ofMinutes(5)) > 0) {
                throw new PushCoreException(ErrorCode.BAD_OPTION, "leeway must be from 0 to 5 minutes: " + leeway);
            }
            if (fetchWithin.isNegative() || fetchWithin.isZero()) {
                throw new PushCoreException(ErrorCode.BAD_OPTION, "fetchWithin must be positive: " + fetchWithin);
            }
            List<KeySource> sources = new ArrayList<>();
            files.forEach(file -> sources.add(new KeyFile(file, ticks)));
            addresses.forEach(address -> sources.add(new KeyAddress(address, fetchWithin, ticks)));
            KeyRing keys = new KeyRing(List.copyOf(fixed), List.copyOf(sources));
            return new JwtAuthenticator(keys, new TokenRules(audience, issuer, leeway, mustExpire, ticks), cookie);
        }
    }
}
