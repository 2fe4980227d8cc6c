package io.pushcore.netty.socketio;

import io.pushcore.Credentials;
import io.pushcore.Payload;
import io.pushcore.netty.http.JsonReader;
import io.pushcore.netty.http.Request;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What a client says when it connects to a namespace.
 *
 * @param auth all of it
 * @param secret of what it had before; empty if none
 * @param seen what it gives back of the last event it has seen; empty if none
 */
record Greeting(Payload auth, String token, String user, String secret, String seen) {
    private static final Payload NULL = Payload.json("null");

    /** Of today's clients: JSON, or nothing. */
    static Greeting of(String json, Request request) {
        if (json.isEmpty()) {
            return plain(request);
        }
        if (!json.startsWith("{")) {
            throw Packet.broken("what is said to connect must be an object");
        }
        Payload auth = JsonReader.value(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));
        Map<String, String> texts = texts(auth);
        return new Greeting(
                auth,
                texts.getOrDefault("token", request.token()),
                texts.getOrDefault("user", request.parameter("user").orElse("")),
                texts.getOrDefault("pid", ""),
                texts.getOrDefault("offset", ""));
    }

    /** Of those before: what the request says. */
    static Greeting plain(Request request) {
        return new Greeting(NULL, request.token(), request.parameter("user").orElse(""), "", "");
    }

    /** With what stands behind the name of a namespace, as in {@code /chat?token=secret}. */
    Greeting with(String namespace) {
        int mark = namespace.indexOf('?');
        if (mark < 0) {
            return this;
        }
        Request asked = Request.of("GET", namespace, Map.of(), true, true);
        return new Greeting(
                auth,
                asked.token().isEmpty() ? token : asked.token(),
                asked.parameter("user").orElse(user),
                secret,
                seen);
    }

    private static Map<String, String> texts(Payload object) {
        Map<String, String> texts = new HashMap<>();
        try (JsonParser parser = JsonReader.parser(object.bytes())) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                if (parser.nextToken() == JsonToken.VALUE_STRING) {
                    texts.put(name, parser.getString());
                }
                parser.skipChildren();
            }
        } catch (JacksonException broken) {
            throw Packet.broken("what is said to connect must be JSON");
        }
        return texts;
    }

    Credentials credentials(Opening opening) {
        Credentials shown = opening.request().credentials(opening.remoteAddress());
        return new Credentials(
                shown.kind(),
                shown.name(),
                token,
                shown.headers(),
                shown.cookies(),
                shown.path(),
                shown.remoteAddress(),
                opening.certificate());
    }

    /** Without what gives rights. */
    @Override
    public String toString() {
        return "Greeting[]";
    }
}
