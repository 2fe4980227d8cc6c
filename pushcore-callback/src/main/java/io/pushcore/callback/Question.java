package io.pushcore.callback;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.Authorizer;
import io.pushcore.Credentials;
import io.pushcore.Identity;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What the application is asked, as the body of a request. Nothing goes into it that the options do not name. */
final class Question {
    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, String> fields = new LinkedHashMap<>();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, String> cookies = new LinkedHashMap<>();

    private Question() {}

    private Question(String action) {
        fields.put("action", action);
    }

    /** Who this is. */
    static byte[] who(Credentials shown, CallbackOptions options) {
        Question question = new Question("connect");
        question.add("kind", shown.kind() == Credentials.Kind.APP_SECRET ? "app" : "token");
        question.add("name", shown.name());
        question.add("token", shown.token());
        question.add("remote_address", shown.remoteAddress());
        question.add("path", shown.path());
        copy(shown.headers(), options.headers(), question.headers);
        copy(shown.cookies(), options.cookies(), question.cookies);
        return question.body(options);
    }

    /** Whether a user may come with this, in the fields that servers for ipush know. */
    static byte[] ipush(Credentials shown) {
        Question question = new Question();
        question.add("id", shown.name());
        question.add("token", shown.token());
        return question.form();
    }

    /** Whether this is allowed. */
    static byte[] may(Identity identity, Authorizer.Action action, String channel, CallbackOptions options) {
        Question question = new Question(action.name().toLowerCase(Locale.ROOT));
        question.add("user", identity.user());
        question.add("channel", channel);
        return question.body(options);
    }

    private void add(String name, String value) {
        if (!value.isEmpty()) {
            fields.put(name, value);
        }
    }

    private static void copy(Map<String, String> shown, Iterable<String> wanted, Map<String, String> to) {
        for (String name : wanted) {
            String value = shown.get(name);
            if (value != null) {
                to.put(name, value);
            }
        }
    }

    private byte[] body(CallbackOptions options) {
        return options.json() ? json() : form();
    }

    private byte[] form() {
        StringJoiner pairs = new StringJoiner("&");
        fields.forEach((name, value) -> pairs.add(pair(name, value)));
        headers.forEach((name, value) -> pairs.add(pair("header." + name, value)));
        cookies.forEach((name, value) -> pairs.add(pair("cookie." + name, value)));
        return pairs.toString().getBytes(UTF_8);
    }

    private static String pair(String name, String value) {
        return URLEncoder.encode(name, UTF_8) + "=" + URLEncoder.encode(value, UTF_8);
    }

    private byte[] json() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            fields.forEach(json::writeStringProperty);
            object("headers", headers, json);
            object("cookies", cookies, json);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void object(String name, Map<String, String> pairs, JsonGenerator json) {
        if (!pairs.isEmpty()) {
            json.writeObjectPropertyStart(name);
            pairs.forEach(json::writeStringProperty);
            json.writeEndObject();
        }
    }
}
