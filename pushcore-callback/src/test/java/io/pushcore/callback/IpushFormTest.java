package io.pushcore.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.Authorizer.Action;
import io.pushcore.Authorizer.Decision;
import io.pushcore.Credentials;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.ManualTime;
import io.pushcore.PushCoreException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A server that was written for ipush is asked in the fields that it knows")
@Timeout(120)
class IpushFormTest {
    private final ManualTime time = ManualTime.create();

    @Test
    void itGetsIdAndTokenAndNothingElse() {
        try (FakeApplication application = FakeApplication.json("{\"success\":true}")) {
            HttpCallback callback =
                    application.callback().asIpush().forwardHeaders("X-Tenant").build();
            Credentials shown = Answers.token("t&=+ö").named("anna");
            assertThat(Answers.who(callback, shown)).isEqualTo(Identity.of("anna"));
            FakeApplication.Asked asked = application.asked().get(0);
            assertThat(asked.body()).isEqualTo("id=anna&token=t%26%3D%2B%C3%B6");
            assertThat(asked.headers().get("Content-type")).containsExactly("application/x-www-form-urlencoded");
        }
    }

    @Test
    void itsAnswerIsTakenWhateverTypeItSaysItHasAndWhateverElseItHolds() {
        String body = "{\"code\":[0],\"user\":{\"id\":7},\"success\":true,\"expires_in\":\"never\"}";
        try (FakeApplication application = FakeApplication.saying(200, "text/html; charset=gbk", body)) {
            HttpCallback callback = application.callback().asIpush().build();
            assertThat(Answers.who(callback, Answers.token("t").named("anna"))).isEqualTo(Identity.of("anna"));
        }
    }

    @Test
    void whatItRefusesIsWrongAndWhatIsNoAnswerIsToBeAskedAgain() {
        try (FakeApplication application = FakeApplication.saying(asked -> asked.has("token=false")
                ? FakeApplication.Said.json("{\"success\":false,\"reason\":7}")
                : asked.has("token=401")
                        ? new FakeApplication.Said(401, "text/plain", "no")
                        : new FakeApplication.Said(500, "application/json", "{\"success\":true}"))) {
            HttpCallback callback = application.callback().asIpush().build();
            for (String wrong : new String[] {"false", "401"}) {
                assertThat(Answers.who(callback, Answers.token(wrong).named("anna")))
                        .as(wrong)
                        .isEqualTo(ErrorCode.UNAUTHENTICATED);
            }
            assertThat(Answers.who(callback, Answers.token("500").named("anna")))
                    .isEqualTo(ErrorCode.BUSY);
        }
        for (String unclear : new String[] {
            "",
            "nothing",
            "{}",
            "[]",
            "{\"success\":\"true\"}",
            "{\"success\":1}",
            "{\"success\":null}",
            "{\"success\":true,\"success\":true}",
            "{\"success\":true}{}",
            "{\"success\":true",
            "{\"allow\":true}",
            "{\"user\":\"anna\"}"
        }) {
            try (FakeApplication application = FakeApplication.json(unclear)) {
                assertThat(Answers.who(
                                application.callback().asIpush().build(),
                                Answers.token("t").named("anna")))
                        .as(unclear)
                        .isEqualTo(ErrorCode.BUSY);
            }
        }
    }

    @Test
    void anAnswerIsRememberedForThisTokenOfThisUserAndNoOther() {
        try (FakeApplication application = FakeApplication.saying(asked ->
                FakeApplication.Said.json("{\"success\":" + asked.body().equals("id=anna&token=right") + "}"))) {
            HttpCallback callback = application.callback().asIpush().time(time).build();
            for (int i = 0; i < 3; i++) {
                assertThat(Answers.who(callback, Answers.token("right").named("anna")))
                        .isEqualTo(Identity.of("anna"));
                assertThat(Answers.who(callback, Answers.token("wrong").named("anna")))
                        .isEqualTo(ErrorCode.UNAUTHENTICATED);
                assertThat(Answers.who(callback, Answers.token("right").named("bert")))
                        .isEqualTo(ErrorCode.UNAUTHENTICATED);
            }
            assertThat(application.asked()).hasSize(3);
            time.advance(Duration.ofSeconds(61));
            assertThat(Answers.who(callback, Answers.token("right").named("anna")))
                    .isEqualTo(Identity.of("anna"));
            assertThat(application.asked()).hasSize(4);
        }
    }

    @Test
    void whoNamesNoUserIsRefusedUnasked() {
        try (FakeApplication application = FakeApplication.json("{\"success\":true}")) {
            HttpCallback callback = application.callback().asIpush().build();
            assertThat(Answers.who(callback, Answers.token("t"))).isEqualTo(ErrorCode.UNAUTHENTICATED);
            assertThat(Answers.who(callback, Credentials.appSecret("shop", "t", "192.0.2.1")))
                    .isEqualTo(ErrorCode.UNAUTHENTICATED);
            assertThat(application.asked()).isEmpty();
        }
    }

    @Test
    void aServerThatHangsIsWaitedForNoLongerThanItsTimeout() {
        try (FakeApplication application = hanging()) {
            HttpCallback callback = application
                    .callback()
                    .asIpush()
                    .timeout(Duration.ofMillis(200))
                    .build();
            assertThat(Answers.who(callback, Answers.token("t").named("anna"))).isEqualTo(ErrorCode.BUSY);
            assertThat(callback.stats().timedOut()).isEqualTo(1);
        }
    }

    private static FakeApplication hanging() {
        FakeApplication[] self = new FakeApplication[1];
        self[0] = FakeApplication.by((exchange, asked) -> self[0].hang());
        return self[0];
    }

    @Test
    void whatOneMayDoIsAskedInTheFormOfThisBroker() {
        try (FakeApplication application = FakeApplication.json("{\"allow\":true}")) {
            HttpCallback callback =
                    application.callback().asIpush().asks(Action.PUSH).build();
            assertThat(Answers.may(callback, "anna", Action.PUSH, "@bert")).isEqualTo(Decision.allow());
            assertThat(application.asked().get(0).body()).isEqualTo("action=push&user=anna&channel=%40bert");
        }
    }

    @Test
    void theOwnInboxNeedsNoAskingAndAnothersDoes() {
        HttpCallback callback =
                HttpCallback.to(URI.create("http://127.0.0.1:1/auth")).asIpush().build();
        assertThat(Answers.may(callback, "anna", Action.INBOX, "@anna")).isEqualTo(Decision.allow());
        assertThat(Answers.may(callback, "anna", Action.INBOX, "@bert")).isInstanceOf(Decision.Deny.class);
        assertThat(Answers.may(callback, "anna", Action.IMPERSONATE, "@bert")).isInstanceOf(Decision.Deny.class);
    }

    @Test
    void itIsNoJson() {
        URI address = URI.create("http://127.0.0.1:1/auth");
        assertThatThrownBy(() -> HttpCallback.to(address).asJson().asIpush().build())
                .isInstanceOf(PushCoreException.class)
                .hasMessageContaining("asJson and asIpush");
    }
}
