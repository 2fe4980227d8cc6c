package io.pushcore.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the broker is and who asks: the options that the client commands share. */
final class Target {
    @Option(names = "--host", paramLabel = "HOST", description = "Where the broker runs; ${DEFAULT-VALUE} by default.")
    private String host = "localhost";

    @Option(names = "--port", paramLabel = "PORT", description = "Its line port; ${DEFAULT-VALUE} by default.")
    private int port = 2222;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "Who one is; PUSHCORE_TOKEN in the environment says the same, unseen by other users.")
    private @Nullable String token;

    @Option(
            names = "--app",
            paramLabel = "ID:SECRET",
            description = "Be a server of the application; PUSHCORE_APP in the environment says the same.")
    private @Nullable String app;

    @Option(names = "--tls", description = "Speak TLS, and check that the broker has the host's certificate.")
    private boolean tls;

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description = "Trust the certificates in this PEM file instead of the JDK's; means --tls.")
    private @Nullable Path tlsCa;

    String host() {
        return host;
    }

    int port() {
        if (port < 1 || port > 65_535) {
            throw CommandFailed.usage("--port must be from 1 to 65535: " + port);
        }
        return port;
    }

    /** The TLS to be spoken, if any; what it is to trust is read now. */
    Optional<ClientTls> tls() {
        return tls || tlsCa != null ? Optional.of(ClientTls.trusting(Optional.ofNullable(tlsCa))) : Optional.empty();
    }

    /** The command that says who one is, if anything does; the command line before the environment. */
    Optional<String> login(Shell shell) {
        if (token != null) {
            return Optional.of(tokenLogin(token));
        }
        if (app != null) {
            return Optional.of(appLogin(app));
        }
        String tokenAround = shell.environment().getOrDefault("PUSHCORE_TOKEN", "");
        if (!tokenAround.isEmpty()) {
            return Optional.of(tokenLogin(tokenAround));
        }
        String appAround = shell.environment().getOrDefault("PUSHCORE_APP", "");
        return appAround.isEmpty() ? Optional.empty() : Optional.of(appLogin(appAround));
    }

    private static String tokenLogin(String token) {
        return "auth " + secret("--token", token);
    }

    private static String appLogin(String app) {
        int colon = app.indexOf(':');
        if (colon <= 0 || colon == app.length() - 1) {
            throw CommandFailed.usage("--app must be ID:SECRET");
        }
        return "auth_server " + secret("--app", app.substring(0, colon)) + " "
                + secret("--app", app.substring(colon + 1));
    }

    private static String secret(String option, String text) {
        if (!Words.isWord(text)) {
            // the value stays out of the sentence
            throw CommandFailed.usage(option + " must not be empty and must not hold a space or a control character");
        }
        return Words.decoded(option, text);
    }
}
