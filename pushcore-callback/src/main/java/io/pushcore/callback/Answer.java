package io.pushcore.callback;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.Authorizer;
import io.pushcore.Credentials;
import io.pushcore.Identity;
import io.pushcore.Names;
import io.pushcore.PushCoreException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an answer of the application's server says, if it says anything. */
final class Answer {
    /** What an answer does not bound, holds for ever: the settings bound it. */
    private static final Duration ALWAYS = Duration.ofDays(36_500);

    private static final Verdict WRONG = new Verdict.Wrong(false, ALWAYS);

    private Answer() {}

    /** Who shows the credentials. */
    static Verdict who(HttpResponse<byte[]> response, Credentials shown, Instant now) throws Unusable {
        if (isRefusal(response)) {
            return WRONG;
        }
        AnswerFields fields = AnswerFields.read(json(response));
        String user = fields.user();
        if (user == null) {
            throw notUnderstood("it has no user");
        }
        if (fields.hasExpired()) {
            return new Verdict.Wrong(true, ALWAYS);
        }
        boolean isAnothers = shown.kind() == Credentials.Kind.TOKEN
                && !shown.name().isEmpty()
                && !shown.name().equals(user);
        return isAnothers ? WRONG : known(user, fields, now);
    }

    /** Whether the user is who it says, by the answer that servers for ipush give; its content type is not looked at. */
    static Verdict ipush(HttpResponse<byte[]> response, Credentials shown) throws Unusable {
        if (isRefusal(response)) {
            return WRONG;
        }
        requireOk(response);
        Boolean success = AnswerFields.success(response.body());
        if (success == null) {
            throw notUnderstood("it has no success");
        }
        return success ? new Verdict.Known(Identity.of(shown.name()), ALWAYS) : WRONG;
    }

    private static Verdict known(String user, AnswerFields fields, Instant now) throws Unusable {
        Duration holdsFor = fields.holdsFor(ALWAYS);
        Instant expires = holdsFor.equals(ALWAYS) ? Instant.MAX : now.plus(holdsFor);
        try {
            return new Verdict.Known(new Identity(user, fields.info(), expires, Set.copyOf(fields.grants())), holdsFor);
        } catch (PushCoreException noName) {
            throw notUnderstood("its user breaks the rules for names");
        }
    }

    /** Whether something is allowed. */
    static Verdict may(HttpResponse<byte[]> response) throws Unusable {
        if (isRefusal(response)) {
            return denied("");
        }
        AnswerFields fields = AnswerFields.read(json(response));
        Boolean allow = fields.allow();
        if (allow == null) {
            throw notUnderstood("it has no allow");
        }
        if (!allow || fields.hasExpired()) {
            return denied(fields.reason());
        }
        return new Verdict.Decided(Authorizer.Decision.allow(), fields.holdsFor(ALWAYS));
    }

    private static Verdict denied(String reason) {
        String sentence = reason.isEmpty() ? "the application denies it" : Names.shown(reason);
        return new Verdict.Decided(Authorizer.Decision.deny(sentence), ALWAYS);
    }

    private static boolean isRefusal(HttpResponse<byte[]> response) {
        return response.statusCode() == 401 || response.statusCode() == 403;
    }

    private static void requireOk(HttpResponse<byte[]> response) throws Unusable {
        if (response.statusCode() != 200) {
            throw new Unusable(Unusable.Why.STATUS, "its status is " + response.statusCode());
        }
    }

    private static byte[] json(HttpResponse<byte[]> response) throws Unusable {
        requireOk(response);
        String type = bare(response.headers().firstValue("content-type").orElse(null));
        if (!type.equalsIgnoreCase("application/json")) {
            throw notUnderstood("its content type is not application/json");
        }
        return response.body();
    }

    private static String bare(@Nullable String contentType) {
        return contentType == null ? "" : contentType.split(";", 2)[0].strip();
    }

    static Unusable notUnderstood(String sentence) {
        return new Unusable(Unusable.Why.NOT_UNDERSTOOD, sentence);
    }

    /** Whether text is whole characters only. */
    static boolean isText(String text) {
        return UTF_8.newEncoder().canEncode(text);
    }
}
