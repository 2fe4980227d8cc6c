package io.pushcore.callback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.Authorizer;
import io.pushcore.Authorizer.Action;
import io.pushcore.Authorizer.Decision;
import io.pushcore.Credentials;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.ManualTime;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A server of the application that is asked")
@Timeout(60)
class HttpCallbackTest {
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final Credentials SHOWN = new Credentials(
            Credentials.Kind.TOKEN,
            "anna",
            "t&=+ö",
            Map.of("x-tenant", "a b", "authorization", "Bearer t", "cookie", "session=s1; other=o1"),
            Map.of("session", "s1", "other", "o1"),
            "/channels/news",
            "192.0.2.1");

    private final ManualTime time = ManualTime.create();

    @Test
    void asAFormItGetsWhatTheClientShowedAndNoHeaderOrCookieThatWasNotNamed() {
        try (FakeApplication application = FakeApplication.json("{\"user\":\"anna\"}")) {
            HttpCallback callback = application
                    .callback()
                    .forwardHeaders("X-Tenant", "X-Missing")
                    .forwardCookies("session")
                    .build();
            assertThat(Answers.who(callback, SHOWN)).isEqualTo(Identity.of("anna"));
            FakeApplication.Asked asked = application.asked().get(0);
            assertThat(asked.body())
                    .isEqualTo("action=connect&kind=token&name=anna&token=t%26%3D%2B%C3%B6&remote_address=192.0.2.1"
                            + "&path=%2Fchannels%2Fnews&header.x-tenant=a+b&cookie.session=s1");
            assertThat(asked.headers().get("Content-type")).containsExactly("application/x-www-form-urlencoded");
        }
    }

    @Test
    void theSameAsJson() {
        try (FakeApplication application = FakeApplication.json("{\"user\":\"anna\"}")) {
            HttpCallback callback = application
                    .callback()
                    .asJson()
                    .forwardHeaders("X-Tenant")
                    .forwardCookies("session")
                    .build();
            Answers.who(callback, SHOWN);
            assertThat(application.asked().get(0).body())
                    .isEqualTo("{\"action\":\"connect\",\"kind\":\"token\",\"name\":\"anna\",\"token\":\"t&=+ö\","
                            + "\"remote_address\":\"192.0.2.1\",\"path\":\"/channels/news\","
                            + "\"headers\":{\"x-tenant\":\"a b\"},\"cookies\":{\"session\":\"s1\"}}");
            assertThat(application.asked().get(0).headers().get("Content-type")).containsExactly("application/json");
        }
    }

    @Test
    void itSaysWhoThatIsWithAllThatBelongsToIt() {
        try (FakeApplication application = FakeApplication.json("{\"user\":\"anna\",\"info\":{\"name\": \"Anna Ö\"},"
                + "\"expires_in\":60,\"grants\":[\"wait\",\"x\"],\"more\":[{}]}")) {
            HttpCallback callback = application.callback().time(time).build();
            assertThat(Answers.who(callback, "t"))
                    .isEqualTo(Identity.of("anna")
                            .info("{\"name\": \"Anna Ö\"}")
                            .expires(time.now().plusSeconds(60))
                            .grants("wait", "x"));
        }
        try (FakeApplication application = FakeApplication.json("{\"user\":\"\",\"info\":\"a \\\"guest\\\"\"}")) {
            assertThat(Answers.who(application.callback().build(), "t"))
                    .isEqualTo(Identity.ANONYMOUS.info("a \"guest\""));
        }
    }

    @Test
    void wrongExpiredAndOfAnotherUserAreToldApart() {
        try (FakeApplication application = FakeApplication.saying(asked -> asked.has("token=wrong")
                ? new FakeApplication.Said(401, "text/plain", "no")
                : asked.has("token=banned")
                        ? new FakeApplication.Said(403, "", "")
                        : FakeApplication.Said.json("{\"user\":\"anna\",\"expires_in\":0}"))) {
            HttpCallback callback = application.callback().build();
            assertThat(Answers.who(callback, "wrong")).isEqualTo(ErrorCode.UNAUTHENTICATED);
            assertThat(Answers.who(callback, "banned")).isEqualTo(ErrorCode.UNAUTHENTICATED);
            assertThat(Answers.who(callback, "old")).isEqualTo(ErrorCode.CREDENTIALS_EXPIRED);
            assertThat(callback.stats().refused()).isEqualTo(3);
        }
        try (FakeApplication application = FakeApplication.json("{\"user\":\"anna\"}")) {
            HttpCallback callback = application.callback().build();
            assertThat(Answers.who(callback, Answers.token("t").named("bob"))).isEqualTo(ErrorCode.UNAUTHENTICATED);
            assertThat(Answers.who(callback, Credentials.appSecret("shop", "s", "192.0.2.1")))
                    .isEqualTo(Identity.of("anna"));
        }
    }

    @Test
    void itIsAskedOnceForTheSameCredentialsUntilTheAnswerNoLongerHolds() {
        try (FakeApplication application = FakeApplication.saying(asked -> asked.has("token=wrong")
                ? new FakeApplication.Said(401, "", "")
                : FakeApplication.Said.json(
                        asked.has("token=short") ? "{\"user\":\"anna\",\"expires_in\":10}" : "{\"user\":\"anna\"}"))) {
            HttpCallback callback = application.callback().time(time).build();
            for (String token : new String[] {"long", "short", "wrong"}) {
                for (int i = 0; i < 5; i++) {
                    Answers.who(callback, token);
                }
            }
            assertThat(application.asked()).hasSize(3);
            assertThat(callback.stats().remembered()).isEqualTo(12);
            time.advance(Duration.ofSeconds(6));
            Answers.who(callback, "wrong");
            assertThat(application.asked()).hasSize(4);
            time.advance(Duration.ofSeconds(5));
            Answers.who(callback, "short");
            assertThat(application.asked()).hasSize(5);
            time.advance(Duration.ofSeconds(50));
            Answers.who(callback, "long");
            assertThat(application.asked()).hasSize(6);
        }
    }

    @Test
    void whatDiffersInAnythingShownIsAskedForItself() {
        try (FakeApplication application = FakeApplication.json("{\"user\":\"anna\"}")) {
            HttpCallback callback = application
                    .callback()
                    .forwardHeaders("h")
                    .forwardCookies("c")
                    .build();
            Credentials[] all = {
                shown("t", "", "", "/", "192.0.2.1"),
                shown("u", "", "", "/", "192.0.2.1"),
                shown("t", "1", "", "/", "192.0.2.1"),
                shown("t", "", "1", "/", "192.0.2.1"),
                shown("t", "", "", "/x", "192.0.2.1"),
                shown("t", "", "", "/", "192.0.2.2"),
                Credentials.appSecret("", "t", "192.0.2.1"),
                shown("t", "", "", "/", "192.0.2.1").named("anna"),
            };
            for (int i = 0; i < 3; i++) {
                for (Credentials one : all) {
                    Answers.who(callback, one);
                }
            }
            assertThat(application.asked()).hasSize(all.length);
        }
    }

    private static Credentials shown(String token, String header, String cookie, String path, String address) {
        return new Credentials(
                Credentials.Kind.TOKEN, "", token, Map.of("h", header), Map.of("c", cookie), path, address);
    }

    @Test
    void whatIsRememberedIsBounded() {
        String info = "x".repeat(4_000);
        try (FakeApplication application = FakeApplication.json("{\"user\":\"anna\",\"info\":\"" + info + "\"}")) {
            HttpCallback callback =
                    application.callback().rememberedBytes(100_000).build();
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 100; i++) {
                    Answers.who(callback, "t" + i);
                }
            }
            assertThat(application.asked()).hasSizeGreaterThan(150);
        }
    }

    @Test
    void itDecidesAboutWhatItIsAskedAndNothingElse() {
        try (FakeApplication application = FakeApplication.saying(asked -> asked.has("channel=secret")
                ? FakeApplication.Said.json("{\"allow\":false,\"reason\":\"members\\nonly\"}")
                : asked.has("channel=gone")
                        ? new FakeApplication.Said(403, "", "")
                        : FakeApplication.Said.json("{\"allow\":true}"))) {
            HttpCallback callback = application
                    .callback()
                    .asks(Action.SUBSCRIBE, Action.PUBLISH)
                    .build();
            assertThat(Answers.may(callback, "anna", Action.PUBLISH, "news")).isEqualTo(Decision.allow());
            assertThat(Answers.may(callback, "anna", Action.SUBSCRIBE, "secret"))
                    .isEqualTo(Decision.deny("members?only"));
            assertThat(Answers.may(callback, "anna", Action.SUBSCRIBE, "gone"))
                    .isEqualTo(Decision.deny("the application denies it"));
            assertThat(application.asked().get(0).body()).isEqualTo("action=publish&user=anna&channel=news");
            for (Action action :
                    new Action[] {Action.HISTORY, Action.PRESENCE, Action.FOLLOW, Action.PUSH, Action.INBOX}) {
                assertThat(Answers.may(callback, "anna", action, "news")).isInstanceOf(Decision.Deny.class);
            }
            Answers.may(callback, "anna", Action.PUBLISH, "news");
            assertThat(Answers.may(callback, "bob", Action.PUBLISH, "news")).isEqualTo(Decision.allow());
            assertThat(application.asked()).hasSize(4);
        }
    }

    @Test
    void withNothingAskedSubscribingIsAllowedAsWithoutAnAuthorizer() {
        HttpCallback callback =
                HttpCallback.to(URI.create("http://127.0.0.1:1/auth")).build();
        assertThat(Answers.may(callback, "anna", Action.SUBSCRIBE, "news")).isEqualTo(Decision.allow());
        assertThat(Answers.may(callback, "anna", Action.PUBLISH, "news")).isInstanceOf(Authorizer.Decision.Deny.class);
    }

    @Test
    void theApplicationKnowsTheCallerByAHeaderOrASignature() throws Exception {
        try (FakeApplication application = FakeApplication.json("{\"user\":\"anna\"}")) {
            HttpCallback callback = application
                    .callback()
                    .header("Authorization", "Bearer of the broker")
                    .signedWith(KEY)
                    .time(time)
                    .build();
            Answers.who(callback, "t");
            FakeApplication.Asked asked = application.asked().get(0);
            assertThat(asked.headers().get("Authorization")).containsExactly("Bearer of the broker");
            String timestamp = asked.headers().get("Pushcore-timestamp").get(0);
            assertThat(timestamp).isEqualTo(String.valueOf(time.now().getEpochSecond()));
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY.getBytes(UTF_8), "HmacSHA256"));
            assertThat(asked.headers().get("Pushcore-signature"))
                    .containsExactly(
                            HexFormat.of().formatHex(mac.doFinal((timestamp + "." + asked.body()).getBytes(UTF_8))));
        }
    }

    @Test
    void aHundredWhoShowTheSameAtOnceAreOneCall() {
        AtomicInteger calls = new AtomicInteger();
        try (FakeApplication application = FakeApplication.saying(asked -> {
            calls.incrementAndGet();
            return FakeApplication.Said.json("{\"user\":\"anna\"}");
        })) {
            HttpCallback callback =
                    application.callback().remembers(Duration.ofSeconds(1)).build();
            var all = IntStream.range(0, 100)
                    .mapToObj(i -> callback.authenticate(Answers.token("t")).toCompletableFuture())
                    .toList();
            assertThat(all).allSatisfy(one -> assertThat(one.join()).isEqualTo(Identity.of("anna")));
            assertThat(calls).hasValueLessThan(3);
        }
    }

    @Test
    void whatCannotBeIsRefusedWithoutShowingASecret() {
        for (String address : new String[] {
            "ftp://a.example/", "/auth", "mailto:a@b", "https://u:s3cret@a.example/", "http://a.example/#s3cret"
        }) {
            assertThatThrownBy(() -> HttpCallback.to(URI.create(address)).build())
                    .hasMessageContaining("address of a callback")
                    .hasMessageNotContaining("s3cret");
        }
        HttpCallbackBuilder builder = HttpCallback.to(URI.create("http://a.example/auth?key=s3cret"));
        assertThat(builder.header("X-Key", "s3cret").signedWith(KEY).build().toString())
                .isEqualTo("HttpCallback[http://a.example/auth]");
        assertThatThrownBy(() -> builder.header("X-Bad", "s3cret\r\nX: y").build())
                .hasMessageContaining("X-Bad")
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> builder.signedWith("s3cret"))
                .hasMessageContaining("signedWith")
                .hasMessageNotContaining("s3cret");
    }
}
