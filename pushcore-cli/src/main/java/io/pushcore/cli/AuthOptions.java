package io.pushcore.cli;

import io.pushcore.Authorizer.Action;
import io.pushcore.PushCoreException;
import io.pushcore.callback.HttpCallback;
import io.pushcore.callback.HttpCallbackBuilder;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the application is asked who a connection is.
 *
 * @param shown the address without what could be a secret
 * @param asks what it is asked about besides
 */
record AuthOptions(HttpCallbackBuilder callback, String shown, Set<Action> asks) {
    private static final String IPUSH = "ipush";
    private static final List<String> FORMS = List.of("pushcore", IPUSH);

    static Optional<AuthOptions> of(Settings settings) {
        if (!settings.isSaid(Setting.AUTH_URL)) {
            for (Setting needy : List.of(
                    Setting.AUTH_FORM,
                    Setting.AUTH_ASK,
                    Setting.AUTH_SECRET,
                    Setting.AUTH_HEADER,
                    Setting.AUTH_COOKIE)) {
                if (settings.isSaid(needy)) {
                    throw settings.missing(needy, Setting.AUTH_URL);
                }
            }
            return Optional.empty();
        }
        Set<Action> asks = asks(settings);
        HttpCallbackBuilder builder = to(settings)
                .forwardHeaders(settings.texts(Setting.AUTH_HEADER).toArray(String[]::new))
                .forwardCookies(settings.texts(Setting.AUTH_COOKIE).toArray(String[]::new))
                .asks(asks.toArray(Action[]::new));
        sign(builder, settings);
        if (isIpush(settings)) {
            builder.asIpush();
        }
        return Optional.of(new AuthOptions(builder, shown(URI.create(settings.text(Setting.AUTH_URL))), asks));
    }

    /** What is decided by the application, in words. */
    String decides() {
        return asks.stream().map(AuthOptions::word).collect(Collectors.joining(", "));
    }

    private static boolean isIpush(Settings settings) {
        String form = settings.text(Setting.AUTH_FORM);
        if (!FORMS.contains(form)) {
            throw settings.wrong(Setting.AUTH_FORM, "must be pushcore or ipush");
        }
        return form.equals(IPUSH);
    }

    private static void sign(HttpCallbackBuilder builder, Settings settings) {
        if (!settings.isSaid(Setting.AUTH_SECRET)) {
            return;
        }
        try {
            builder.signedWith(settings.text(Setting.AUTH_SECRET));
        } catch (PushCoreException tooShort) {
            throw settings.wrong(Setting.AUTH_SECRET, "must have at least 32 bytes");
        }
    }

    private static HttpCallbackBuilder to(Settings settings) {
        try {
            return HttpCallback.to(new URI(settings.text(Setting.AUTH_URL)));
        } catch (URISyntaxException | PushCoreException refused) {
            throw settings.wrong(Setting.AUTH_URL, "must be like https://app.example/auth, without user and fragment");
        }
    }

    private static Set<Action> asks(Settings settings) {
        Set<Action> asks = EnumSet.noneOf(Action.class);
        for (String said : settings.texts(Setting.AUTH_ASK)) {
            for (String word : said.split(",", -1)) {
                asks.add(Stream.of(Action.values())
                        .filter(action -> word(action).equals(word.strip()))
                        .findFirst()
                        .orElseThrow(() -> settings.wrong(Setting.AUTH_ASK, "must be " + words(), word)));
            }
        }
        return asks;
    }

    private static String words() {
        return Stream.of(Action.values())
                .map(AuthOptions::word)
                .collect(Collectors.joining(", "))
                .replaceFirst(", (\\w+)$", " or $1");
    }

    private static String word(Action action) {
        return action.name().toLowerCase(Locale.ROOT);
    }

    private static String shown(URI address) {
        return address.getScheme() + "://" + address.getRawAuthority() + address.getRawPath();
    }
}
