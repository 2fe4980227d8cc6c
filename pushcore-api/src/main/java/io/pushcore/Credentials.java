package io.pushcore;

import java.util.Map;

/**
 * What a connection shows of itself.
 *
 * @param kind what the token is
 * @param name the application's id or the user's name that goes with it; empty if none was given
 * @param token the secret; empty if none was given. Never logged
 * @param headers of the HTTP request, names in lower case; empty elsewhere
 * @param cookies of the HTTP request; empty elsewhere
 * @param path of the HTTP request; empty elsewhere
 * @param remoteAddress of the other end, as text
 * @param subject whose certificate the connection has shown, as RFC 2253 writes names ({@code CN=anna,O=Example}); empty if none. It
 *     was verified, and its key was used
 */
public record Credentials(
        Kind kind,
        String name,
        String token,
        Map<String, String> headers,
        Map<String, String> cookies,
        String path,
        String remoteAddress,
        String subject) {
    /** What a token is. */
    public enum Kind {
        /** A user's or a session's token. */
        TOKEN,
        /** The secret of a server of the application. */
        APP_SECRET
    }

    /** Without a certificate. */
    public Credentials(
            Kind kind,
            String name,
            String token,
            Map<String, String> headers,
            Map<String, String> cookies,
            String path,
            String remoteAddress) {
        this(kind, name, token, headers, cookies, path, remoteAddress, "");
    }

    public static Credentials token(String token, String remoteAddress) {
        return new Credentials(Kind.TOKEN, "", token, Map.of(), Map.of(), "", remoteAddress);
    }

    public static Credentials appSecret(String app, String secret, String remoteAddress) {
        return new Credentials(Kind.APP_SECRET, app, secret, Map.of(), Map.of(), "", remoteAddress);
    }

    /** The credentials of a user whose name goes with the token. */
    public Credentials named(String newName) {
        return new Credentials(kind, newName, token, headers, cookies, path, remoteAddress, subject);
    }

    /** The credentials of a connection that has shown a certificate of this subject. */
    public Credentials certified(String newSubject) {
        return new Credentials(kind, name, token, headers, cookies, path, remoteAddress, newSubject);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "Credentials[" + kind + ", name=" + Names.shown(name) + ", from=" + remoteAddress + "]";
    }
}
