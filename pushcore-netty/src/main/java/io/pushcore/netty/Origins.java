package io.pushcore.netty;

import io.pushcore.ErrorCode;
import io.pushcore.Names;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Request;
import java.util.Locale;
import java.util.Set;

/** Which web pages may talk to an HTTP port: its own, and those of the origins it was told. Immutable. */
final class Origins {
    private final Set<String> allowed;

    Origins(Set<String> allowed) {
        this.allowed = Set.copyOf(allowed);
        this.allowed.forEach(Origins::check);
    }

    private static void check(String origin) {
        if (!origin.equals("null") && !origin.matches("[a-z][a-z0-9+.-]*://[^/\\s]+")) {
            throw new PushCoreException(
                    ErrorCode.BAD_OPTION, "origin must be like https://app.example: " + Names.shown(origin));
        }
    }

    /**
     * Refuses what a page that has no business here made a browser send.
     *
     * @param onLoopback whether the port can be reached from this machine only, so that a name which leads here from
     *     elsewhere was bent to do so
     * @param secure whether TLS ends here: a page that came without it may be anyone's then, also one of the same host
     */
    void check(Request request, boolean onLoopback, boolean secure) {
        String host = request.header("host").toLowerCase(Locale.ROOT);
        String origin = request.header("origin").toLowerCase(Locale.ROOT);
        // what names no host, where that may be, is no browser
        if (onLoopback && !host.isEmpty() && !isLoopback(host) && !isAllowedHost(host)) {
            throw forbidden("Host is not of this machine; allow its origin if a proxy stands before it: ", host);
        }
        if (!origin.isEmpty() && !allowed.contains(origin)) {
            if (!isOwn(origin, host, secure)) {
                throw forbidden("Origin is not allowed: ", origin);
            }
        } else if (origin.isEmpty() && request.header("sec-fetch-site").equals("cross-site")) {
            throw forbidden("a page of another site may not ask: Sec-Fetch-Site is ", "cross-site");
        }
    }

    private static boolean isOwn(String origin, String host, boolean secure) {
        // without TLS here it may end at a proxy
        return origin.equals("https://" + host) || (!secure && origin.equals("http://" + host));
    }

    private boolean isAllowedHost(String host) {
        return allowed.stream().anyMatch(origin -> origin.endsWith("://" + host));
    }

    private static boolean isLoopback(String host) {
        String name = host.replaceFirst(":\\d*$", "");
        return name.equals("localhost") || name.equals("[::1]") || name.matches("127(\\.\\d{1,3}){3}");
    }

    private static PushCoreException forbidden(String sentence, String value) {
        return new PushCoreException(ErrorCode.FORBIDDEN, sentence + Names.shown(value));
    }
}
