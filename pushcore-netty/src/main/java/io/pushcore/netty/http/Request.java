package io.pushcore.netty.http;

import io.pushcore.Credentials;
import io.pushcore.ErrorCode;
import io.pushcore.Names;
import io.pushcore.PushCoreException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A request without its body.
 *
 * @param path as it came, without the query
 * @param query the parameters, decoded
 * @param headers by names in lower case; several of one name joined by commas
 * @param isModern whether it is HTTP/1.1, so that an answer can come in chunks
 * @param keepsAlive whether the client means to send more requests
 */
public record Request(
        String method,
        String path,
        Map<String, String> query,
        Map<String, String> headers,
        boolean isModern,
        boolean keepsAlive) {
    private static final String BEARER = "bearer ";

    public Request {
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
    }

    /**
     * Takes the target apart.
     *
     * @throws PushCoreException if it is none that a server is asked for
     */
    public static Request of(
            String method, String target, Map<String, String> headers, boolean isModern, boolean keepsAlive) {
        if (!target.startsWith("/") || target.indexOf('#') >= 0) {
            throw new PushCoreException(
                    ErrorCode.BAD_REQUEST, "target must be a path and at will a query: " + Names.shown(target));
        }
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        String query = mark < 0 ? "" : target.substring(mark + 1);
        return new Request(method, path, PercentCoding.parameters(query), headers, isModern, keepsAlive);
    }

    /** A header; empty if it was not sent. */
    public String header(String lowerCaseName) {
        return headers.getOrDefault(lowerCaseName, "");
    }

    /** A parameter of the query. */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /**
     * A segment of the path, decoded.
     *
     * @param index 1 for the first
     */
    public String segment(int index) {
        return PercentCoding.segment(path.split("/", -1)[index]);
    }

    /** The values of a comma-separated header. */
    public List<String> list(String header) {
        return Stream.of(header(header).split(",", -1))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /** Whether a comma-separated header names this, in whatever case, with whatever parameters. */
    public boolean names(String header, String value) {
        return list(header).stream().anyMatch(one -> bare(one).equalsIgnoreCase(value));
    }

    /** The media type of the body in lower case, without parameters; empty if it has none. */
    public String contentType() {
        return bare(header("content-type")).toLowerCase(Locale.ROOT);
    }

    private static String bare(String value) {
        int semicolon = value.indexOf(';');
        return (semicolon < 0 ? value : value.substring(0, semicolon)).strip();
    }

    /** The token it carries, of the {@code Authorization} header or the query; empty if none. */
    public String token() {
        String authorization = header("authorization");
        if (authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return authorization.substring(BEARER.length()).strip();
        }
        return query.getOrDefault("token", "");
    }

    /** What it shows of who sends it. */
    public Credentials credentials(String remoteAddress) {
        return new Credentials(Credentials.Kind.TOKEN, "", token(), headers, cookies(), path, remoteAddress);
    }

    private Map<String, String> cookies() {
        Map<String, String> cookies = new LinkedHashMap<>();
        for (String pair : header("cookie").split("[;,]", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                cookies.putIfAbsent(
                        pair.substring(0, equals).strip(),
                        pair.substring(equals + 1).strip());
            }
        }
        return cookies;
    }

    /** Without what could be secret. */
    @Override
    public String toString() {
        return "Request[" + method + " " + Names.shown(path) + "]";
    }
}
