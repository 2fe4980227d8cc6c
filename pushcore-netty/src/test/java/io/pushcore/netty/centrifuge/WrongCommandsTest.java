package io.pushcore.netty.centrifuge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client cannot say, and what it is told. */
final class WrongCommandsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            104 | {"id":2,"shout":{}}
            104 | {"id":2,"Publish":{"channel":"a","data":1}}
            107 | {"id":2}
            107 | {"id":2,"ping":{},"presence":{"channel":"a"}}
            107 | {"id":2,"ping":[]}
            107 | {"id":2,"publish":"a"}
            107 | {"id":2,"publish":{"channel":"a"}}
            107 | {"id":2,"publish":{"data":1}}
            107 | {"id":2,"publish":{"channel":"","data":1}}
            107 | {"id":2,"publish":{"channel":5,"data":1}}
            107 | {"id":2,"publish":{"channel":["a"],"data":1}}
            107 | {"id":2,"publish":{"channel":"a b","data":1}}
            107 | {"id":2,"publish":{"channel":"a.*","data":1}}
            107 | {"id":2,"publish":{"channel":"a","channel":"b","data":1}}
            107 | {"id":2,"publish":{"channel":"a","data":1,"data":2}}
            107 | {"id":2,"subscribe":{"channel":"a.>"}}
            107 | {"id":2,"subscribe":{"channel":"a","recover":1}}
            107 | {"id":2,"subscribe":{"channel":"a","join_leave":"true"}}
            107 | {"id":2,"subscribe":{"channel":"a","positioned":{}}}
            107 | {"id":2,"subscribe":{"channel":"a","recover":true,"offset":-1}}
            107 | {"id":2,"subscribe":{"channel":"a","recover":true,"offset":1.0}}
            107 | {"id":2,"subscribe":{"channel":"a","recover":true,"offset":9007199254740992.5}}
            107 | {"id":2,"subscribe":{"channel":"a","recover":true,"offset":9223372036854775808}}
            107 | {"id":2,"subscribe":{"channel":"a","recover":true,"offset":"3"}}
            107 | {"id":2,"subscribe":{"channel":"a","recover":true,"offset":1e3}}
            107 | {"id":2,"subscribe":{"channel":"a","offset":-5}}
            107 | {"id":2,"subscribe":{"channel":"a","recover":true,"epoch":"a b","offset":3}}
            107 | {"id":2,"subscribe":{"channel":"a","recover":true,"epoch":"a\\u0000","offset":3}}
            107 | {"id":2,"subscribe":{"channel":"a","recover":true,"epoch":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx","offset":3}}
            107 | {"id":2,"history":{"channel":"a","since":{"epoch":"\\ud800","offset":3}}}
            107 | {"id":2,"subscribe":{"channel":"a","recover":true,"epoch":7}}
            107 | {"id":2,"history":{"channel":"a","limit":-2}}
            107 | {"id":2,"history":{"channel":"a","limit":2147483648}}
            107 | {"id":2,"history":{"channel":"a","since":5}}
            107 | {"id":2,"history":{"channel":"a","since":{"offset":-1}}}
            107 | {"id":2,"history":{"channel":"a","since":{"offset":1,"offset":2}}}
            107 | {"id":2,"history":{"channel":"a","reverse":0}}
            107 | {"id":2,"rpc":{"method":{}}}
            107 | {"id":2,"send":{}}
            107 | {"id":2,"refresh":{"token":1}}
            107 | {"id":2,"sub_refresh":{"channel":"a","token":1}}
            107 | {"id":2,"subscribe":{"channel":"a","token":{}}}
            """)
    void isRefusedByNumber(int number, String said) {
        assertThat(Talk.connected().refusal(said))
                .startsWith("{\"id\":2,\"error\":{\"code\":" + number + ",\"message\":\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"subscribe", "unsubscribe", "publish", "presence", "presence_stats", "history", "sub_refresh"})
    void reservedNamesAreRefusedInEveryCommand(String method) {
        for (String channel : new String[] {"@ann", "$control", "#ann"}) {
            String said = "{\"id\":2,\"" + method + "\":{\"channel\":\"" + channel + "\",\"data\":1}}";
            assertThat(Talk.connected().refusal(said))
                    .isEqualTo("{\"id\":2,\"error\":{\"code\":103,\"message\":\"channel name is reserved: " + channel
                            + "\"}}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "[]",
                "1",
                "\"id\"",
                "{",
                "{\"id\":2,\"ping\":{}",
                "{\"id\":2,\"ping\":{}}}",
                "{\"id\":2,\"ping\":{}} {\"id\":3,\"ping\":{}}",
                "{\"id\":2,\"ping\":{}},",
                "{\"id\":2,\"id\":2,\"ping\":{}}",
                "{\"id\":2,\n\"ping\":{}}",
                "{\"ping\":{}}",
                "{\"id\":null,\"ping\":{}}",
                "{\"id\":0,\"ping\":{}}",
                "{\"id\":-1,\"ping\":{}}",
                "{\"id\":1.5,\"ping\":{}}",
                "{\"id\":\"2\",\"ping\":{}}",
                "{\"id\":4294967296,\"ping\":{}}",
                "{\"id\":99999999999999999999999,\"ping\":{}}",
                "{\"id\":NaN,\"ping\":{}}",
                "{\"id\":2,\"publish\":{\"channel\":\"a\",\"data\":NaN}}",
                "{\"id\":2,\"publish\":{\"channel\":\"a\",\"data\":01}}",
                "{\"id\":2,\"publish\":{\"channel\":\"a\",\"data\":'a'}}",
                "{\"id\":2,\"publish\":{\"channel\":\"a\",\"data\":\"\t\"}}",
                "{\"id\":2,\"publish\":{\"channel\":\"a\",\"data\":\"\\x\"}}",
                "{\"id\":2,\"publish\":{\"channel\":\"a\",\"data\":[1,]}}",
                "{\"id\":2,\"publish\":{\"channel\":\"a\",\"data\":}}",
                "{\"id\":2,\"publish\":{\"channel\":\"a\",\"data\":1}}\u0000",
                "\uFEFF{}x",
                "{\u0000\"id\":2}"
            })
    void whatIsNoCommandEndsTheConnection(String said) {
        isLost(Talk.connected(), said, ErrorCode.BAD_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"id\":1,\"ping\":{}}",
                "{\"id\":1}",
                "{\"send\":{\"data\":1}}",
                "{\"id\":1,\"shout\":{}}"
            })
    void nothingMayComeBeforeTheConnect(String said) {
        isLost(Talk.of(new FakeTerms()), said, ErrorCode.BAD_REQUEST);
    }

    @Test
    void aRefusedConnectMayBeFollowedByAnother() {
        Talk talk = Talk.of(new FakeTerms());
        assertThat(talk.refusal("{\"id\":1,\"connect\":{\"token\":5}}")).contains("\"code\":107");
        isLost(talk, "{\"id\":2,\"ping\":{}}", ErrorCode.BAD_REQUEST);
        assertThat(talk.answer("{\"id\":3,\"connect\":{}}", Talk.DONE)).contains("\"client\":\"s1\"");
    }

    @Test
    void connectComesOnce() {
        isLost(Talk.connected(), "{\"id\":2,\"connect\":{}}", ErrorCode.BAD_REQUEST);
    }

    @Test
    void aMessageAboveTheLimitEndsTheConnection() {
        String frame = "{\"id\":2,\"publish\":{\"channel\":\"a\",\"data\":\"%s\"}}";
        int longest = 2_000 - frame.length() + 2;
        assertThat(Talk.connected().send(frame.formatted("x".repeat(longest)))).hasSize(1);
        isLost(Talk.connected(), frame.formatted("x".repeat(longest + 1)), ErrorCode.FRAME_TOO_LARGE);
    }

    @Test
    void valuesMayStandInEachOtherSoDeepAndNoDeeper() {
        String frame = "{\"id\":2,\"publish\":{\"channel\":\"a\",\"data\":%s%s}}";
        int deepest = JsonText.MAX_DEPTH - 2;
        assertThat(Talk.connected().send(frame.formatted("[".repeat(deepest), "]".repeat(deepest))))
                .hasSize(1);
        deepest++;
        isLost(Talk.connected(), frame.formatted("[".repeat(deepest), "]".repeat(deepest)), ErrorCode.BAD_REQUEST);
    }

    private static void isLost(Talk talk, String said, ErrorCode code) {
        assertThatThrownBy(() -> talk.send(said))
                .isInstanceOfSatisfying(
                        PushCoreException.class, lost -> assertThat(lost.code()).isEqualTo(code));
    }
}
