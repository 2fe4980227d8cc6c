package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("What a client can provoke is a line of the log for each cause and minute, with a count")
@Timeout(60)
@ExtendWith(LeakWatch.class)
final class LogFloodsIT {
    private static final int TIMES = 100;
    private static final String SECRET = "s3cret-of-somebody";
    private static final Authenticator FAILING =
            credentials -> CompletableFuture.failedFuture(new IllegalStateException("no: " + credentials.token()));

    private final Logged logged = Logged.fromNow();
    private final ManualTime time = ManualTime.create();

    /** Shows a token where the authenticator fails, and waits for the answer. */
    private enum Port {
        LINE {
            @Override
            String show(LineBroker lines, HttpBroker http) throws Exception {
                return lines.modern().say("auth " + SECRET + "\n").line();
            }
        },
        HTTP {
            @Override
            String show(LineBroker lines, HttpBroker http) throws Exception {
                return http.get("/channels/c?token=" + SECRET).body();
            }
        },
        RAW {
            @Override
            String show(LineBroker lines, HttpBroker http) throws Exception {
                return http.webSocket("/channels/c?token=" + SECRET).next();
            }
        },
        CENTRIFUGE {
            @Override
            String show(LineBroker lines, HttpBroker http) throws Exception {
                return http.webSocket("/connection/websocket")
                        .say("{\"id\":1,\"connect\":{\"token\":\"" + SECRET + "\"}}")
                        .next();
            }
        };

        abstract String show(LineBroker lines, HttpBroker http) throws Exception;
    }

    @AfterEach
    void listenNoMore() {
        logged.close();
    }

    private List<String> lines() {
        return logged.text().lines().filter(line -> line.contains("pushcore")).toList();
    }

    @ParameterizedTest
    @EnumSource
    void aHundredFailuresAreALineAMinuteAndHoldNoSecret(Port port) throws Exception {
        try (LineBroker lines = LineBroker.open(
                        builder -> builder.time(time).authenticator(FAILING).authorizer(Authorizer.allowAll()));
                HttpBroker http = HttpBroker.open(
                        builder -> builder.time(time).authenticator(FAILING).authorizer(Authorizer.allowAll()))) {
            for (int i = 0; i < TIMES; i++) {
                assertThat(port.show(lines, http)).doesNotContain(SECRET);
            }
            time.advance(Duration.ofMinutes(1));
            port.show(lines, http);
        }
        assertThat(lines()).hasSize(2).last().asString().contains("(and 99 more like it since the last line)");
        assertThat(logged.text()).doesNotContain(SECRET);
    }

    @Test
    void whatIsMerelyWrongIsNoLine() throws Exception {
        try (LineBroker lines = LineBroker.open();
                HttpBroker http = HttpBroker.open()) {
            for (int i = 0; i < 20; i++) {
                lines.modern().say("nonsense\npub c 99999999\n").rest();
                lines.framed().say("\377\377\377\377").rest();
                http.raw().say("nonsense\r\n\r\n").rest();
                http.raw()
                        .say("POST /channels/c HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n")
                        .rest();
                http.webSocket("/channels/c?since=x").next();
                http.webSocket("/connection/websocket").say("nonsense").next();
                http.get("/channels/@c");
                http.get("/nowhere", "Origin", "https://evil.example");
            }
        }
        assertThat(lines()).isEmpty();
    }
}
