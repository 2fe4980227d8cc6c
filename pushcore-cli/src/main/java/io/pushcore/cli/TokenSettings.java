package io.pushcore.cli;

import io.pushcore.Authenticator;
import io.pushcore.PushCoreException;
import io.pushcore.jwt.JwtAuthenticator;
import io.pushcore.jwt.TokenKey;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Which tokens of users are believed, from the settings. */
final class TokenSettings {
    private TokenSettings() {}

    /** Who believes them; empty where there is no key. */
    static Optional<Authenticator> authenticator(Settings settings) {
        String secret = settings.text(Setting.TOKEN_SECRET);
        String jwks = settings.text(Setting.JWKS);
        if (secret.isEmpty() && jwks.isEmpty()) {
            needsKey(settings);
            return Optional.empty();
        }
        JwtAuthenticator.Builder builder = JwtAuthenticator.builder()
                .audience(settings.text(Setting.JWT_AUD))
                .issuer(settings.text(Setting.JWT_ISS));
        Setting at = Setting.TOKEN_SECRET;
        try {
            if (!secret.isEmpty()) {
                builder.key(TokenKey.secret(secret));
            }
            at = Setting.JWKS;
            if (jwks.startsWith("https:") || jwks.startsWith("http:")) {
                builder.jwks(URI.create(jwks));
            } else if (!jwks.isEmpty()) {
                builder.jwks(Path.of(jwks));
            }
            return Optional.of(builder.build());
        } catch (PushCoreException refused) {
            throw settings.refused(at, refused.sentence());
        } catch (InvalidPathException broken) {
            throw settings.refused(at, "it is no path of a file");
        } catch (IllegalArgumentException broken) {
            throw settings.refused(at, "it is no address");
        }
    }

    /** What is asked of tokens would be asked of none. */
    private static void needsKey(Settings settings) {
        for (Setting rule : List.of(Setting.JWT_AUD, Setting.JWT_ISS)) {
            if (settings.isSaid(rule)) {
                throw settings.wrong(rule, "needs --token-secret or --jwks");
            }
        }
    }
}
