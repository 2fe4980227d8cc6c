package io.pushcore.netty.centrifuge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.Gap;
import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.transport.PresenceChange;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client is told unasked. */
final class PushesTest {
    private static final String TIME = ",\"time\":1700000000123}}}";

    @ParameterizedTest
    @MethodSource
    void aPayloadIsJsonOnOneLine(Payload payload, String json) {
        assertThat(Talk.connected().written(Samples.message(payload)))
                .isEqualTo("{\"push\":{\"channel\":\"news\",\"pub\":{\"data\":" + json + ",\"offset\":7" + TIME);
    }

    static Stream<Arguments> aPayloadIsJsonOnOneLine() {
        return Stream.of(
                arguments(Payload.json("{ \"a\":1}"), "{ \"a\":1}"),
                arguments(Payload.json("{\r\n\t\"a\":\"\\n\"\n}"), "{  \t\"a\":\"\\n\" }"),
                arguments(Payload.of(""), "\"\""),
                arguments(Payload.of("{\"push\":{}}\n"), "\"{\\\"push\\\":{}}\\u000a\""),
                arguments(Payload.of("a\\\u0000\u001f\u007f é 😀"), "\"a\\\\\\u0000\\u001f\u007f é 😀\""),
                arguments(Payload.of(new byte[] {0, (byte) 0xff, '\n'}), "{\"b64\":\"AP8K\"}"),
                arguments(Payload.of(new byte[0]), "{\"b64\":\"\"}"));
    }

    @Test
    void theSenderAndTheHeadersAreTold() {
        Message message = Samples.message(Payload.json("1"), Map.of("b", "2", "a", "\""), "ann");
        assertThat(Talk.connected().written(message))
                .isEqualTo(
                        "{\"push\":{\"channel\":\"news\",\"pub\":{\"data\":1,\"offset\":7,\"info\":{\"user\":\"ann\"},"
                                + "\"tags\":{\"a\":\"\\\"\",\"b\":\"2\"}" + TIME);
    }

    @Test
    void aMessageWithoutAPlaceHasNoOffset() {
        Message message =
                new Message("a\"b", Position.NOWHERE, Instant.EPOCH, Payload.json("1"), "", Map.of(), "", Instant.MAX);
        assertThat(Talk.connected().written(message))
                .isEqualTo("{\"push\":{\"channel\":\"a\\\"b\",\"pub\":{\"data\":1,\"time\":0}}}");
    }

    @Test
    void afterAGapTheClientSubscribesAgain() {
        assertThat(Talk.connected().written(new Gap("news", new Position("e1", 3), Samples.HEAD)))
                .isEqualTo("{\"push\":{\"channel\":\"news\",\"unsubscribe\":"
                        + "{\"code\":2500,\"reason\":\"insufficient state\"}}}");
    }

    @ParameterizedTest
    @CsvSource({"REFUSED,2000", "FAILED,2500", "EXPIRED,2501"})
    void theEndOfASubscriptionIsTold(Closed.Reason reason, int code) {
        assertThat(Talk.connected().written(new Closed("news", reason, "why")))
                .isEqualTo(
                        "{\"push\":{\"channel\":\"news\",\"unsubscribe\":{\"code\":" + code + ",\"reason\":\"why\"}}}");
    }

    @ParameterizedTest
    @EnumSource(
            value = Closed.Reason.class,
            names = {"UNSUBSCRIBED", "BROKER_CLOSED"})
    void anEndThatTheClientKnowsOfIsNot(Closed.Reason reason) {
        assertThat(Talk.connected().written(new Closed("news", reason, "why"))).isEmpty();
    }

    @Test
    void whoComesAndGoesIsTold() {
        String ann = "{\"info\":{\"user\":\"ann\",\"client\":\"s2\"}}}}";
        assertThat(presence(true)).isEqualTo("{\"push\":{\"channel\":\"news\",\"join\":" + ann);
        assertThat(presence(false)).isEqualTo("{\"push\":{\"channel\":\"news\",\"leave\":" + ann);
    }

    @Test
    void aPingIsAnEmptyObject() {
        CentrifugeCodec codec = Talk.connected().codec();
        assertThat(Talk.written(codec::heartbeat)).isEqualTo("{}");
        assertThat(codec.heartbeatEvery()).isEqualTo(Duration.ofSeconds(25));
        assertThat(codec.heartbeatAnswerWithin()).isEqualTo(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @CsvSource({
        "BAD_REQUEST,3501",
        "FRAME_TOO_LARGE,3501",
        "UNAUTHENTICATED,3500",
        "CREDENTIALS_EXPIRED,3005",
        "FORBIDDEN,3507",
        "TIMEOUT,3008",
        "NO_PONG,3012",
        "CLOSED,3001",
        "LIMIT_REACHED,3000",
        "INTERNAL,3004"
    })
    void theEndOfAConnectionHasTheProtocolsNumber(ErrorCode code, int number) {
        assertThat(farewell(Talk.connected(), code)).isEqualTo(number + " why");
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyEndIsInTheProtocolsRange(ErrorCode code) {
        assertThat(CloseCode.of(code).number()).isBetween(3000, 3999);
    }

    private static String presence(boolean joined) {
        PresenceChange change = new PresenceChange("news", Samples.ANN, joined);
        return Talk.written(out -> Talk.connected().codec().encode(change, out));
    }

    private static String farewell(Talk talk, ErrorCode code) {
        return Talk.written(out -> talk.codec().farewell(code, "why", out));
    }
}
