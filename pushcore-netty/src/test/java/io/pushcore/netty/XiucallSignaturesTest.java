package io.pushcore.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.Credentials;
import io.pushcore.PushCoreException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.TimeZone;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Signatures of xiucall-push hold for 15 minutes, everywhere, on one day")
final class XiucallSignaturesTest {
    private static final String KEY = "a key of some length";
    private static final long NOW = 1_795_147_481L;

    private final TimeZone zone = TimeZone.getDefault();

    @AfterEach
    void zoneAsItWas() {
        TimeZone.setDefault(zone);
    }

    static String signed(String key, String id, String seconds) throws Exception {
        byte[] digest = MessageDigest.getInstance("MD5").digest((seconds + key + id).getBytes(UTF_8));
        return HexFormat.of().formatHex(digest) + "," + seconds;
    }

    private static boolean holds(String id, String sign) {
        CompletionStage<?> answer = XiucallSignatures.key(KEY)
                .clock(() -> Instant.ofEpochSecond(NOW))
                .authenticate(Credentials.token(sign, "127.0.0.1").named(id));
        return !answer.toCompletableFuture().isCompletedExceptionally();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Pacific/Kiritimati"})
    void theyHoldInEveryTimeZone(String name) throws Exception {
        TimeZone.setDefault(TimeZone.getTimeZone(name));
        for (long away : List.of(0L, 899L, 900L, -899L, -900L)) {
            assertThat(holds("bob", signed(KEY, "bob", "" + (NOW + away))))
                    .as("" + away)
                    .isTrue();
        }
    }

    @Test
    void thoseOfAnotherTimeOrAnotherDayDoNot() throws Exception {
        for (long away :
                List.of(901L, -901L, 86_400L, -86_400L, 86_400L * 7, -86_400L - 600, NOW, -NOW + 99_999_999_999L)) {
            assertThat(holds("bob", signed(KEY, "bob", "" + (NOW + away))))
                    .as("" + away)
                    .isFalse();
        }
    }

    @Test
    void thoseOfAnotherIdOrKeyOrForm() throws Exception {
        String good = signed(KEY, "b_o_b", "" + NOW);
        assertThat(holds("b_o_b", good)).isTrue();
        assertThat(holds("bob", good)).isFalse();
        assertThat(holds("", signed(KEY, "", "" + NOW))).isFalse();
        assertThat(holds("b_o_b", signed(KEY + "x", "b_o_b", "" + NOW))).isFalse();
        String digest = good.substring(0, 32);
        for (String sign : List.of(
                "",
                ",",
                digest,
                digest + ",",
                "," + NOW,
                digest + ",-" + NOW,
                digest + ", " + NOW,
                digest + "," + NOW + "0",
                digest + ",0" + NOW,
                digest + ",99999999999999999999999",
                digest.substring(1) + "," + NOW,
                "0" + digest + "," + NOW)) {
            assertThat(holds("b_o_b", sign)).as(sign).isFalse();
        }
    }

    @Test
    void aKeyThatIsShortIsRefusedAndNoKeyIsShown() {
        assertThatThrownBy(() -> XiucallSignatures.key("short"))
                .isInstanceOf(PushCoreException.class)
                .hasMessageNotContaining("short\"");
        assertThat(XiucallSignatures.key(KEY).toString()).doesNotContain(KEY);
    }
}
