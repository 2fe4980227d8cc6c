package io.pushcore.jwt;

import io.pushcore.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What every token must say of its time, its maker and its readers.
 *
 * @param audience must be among those of the token; empty for any
 * @param issuer must be that of the token; empty for any
 * @param leeway by how much clocks may differ
 * @param mustExpire whether there must be an end
 */
record TokenRules(String audience, String issuer, Duration leeway, boolean mustExpire, Ticks ticks) {
    /** When it expires, which is later than now; that it has is said only of a token with no other fault. */
    Instant check(Claims claims) throws WrongToken {
        Instant now = ticks.now();
        Optional<Instant> end = claims.time("exp");
        if (end.isEmpty() && mustExpire) {
            throw new WrongToken("it has no exp");
        }
        Optional<Instant> begin = claims.time("nbf");
        if (begin.isPresent() && begin.get().isAfter(now.plus(leeway))) {
            throw new WrongToken("it is not good yet");
        }
        Optional<Instant> made = claims.time("iat");
        if (made.isPresent() && made.get().isAfter(now.plus(leeway))) {
            throw new WrongToken("it was made in the future");
        }
        if (!issuer.isEmpty() && !claims.text("iss").equals(issuer)) {
            throw new WrongToken("it is of another issuer");
        }
        if (!audience.isEmpty() && !claims.texts("aud").contains(audience)) {
            throw new WrongToken("it is for another audience");
        }
        Instant expires = end.map(instant -> instant.plus(leeway)).orElse(Instant.MAX);
        if (!expires.isAfter(now)) {
            throw new WrongToken(ErrorCode.CREDENTIALS_EXPIRED, "it has expired");
        }
        return expires;
    }
}
