package io.pushcore.netty.centrifuge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.transport.Command;
import io.pushcore.transport.Reply;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the engine answers, and what the client reads. */
final class RepliesTest {
    private static final Reply UNRECOVERED = new Reply.Subscribed(Samples.HEAD, false, false, Instant.MAX);
    private static final Reply LIVE = new Reply.Subscribed(Position.NOWHERE, false);

    @ParameterizedTest
    @MethodSource
    void anAnswerIsWritten(String said, Reply reply, String written) {
        assertThat(Talk.connected().answer(json("{'id':2," + said + "}"), reply))
                .isEqualTo(json("{'id':2," + written + "}"));
    }

    static Stream<Arguments> anAnswerIsWritten() {
        String subscribe = "'subscribe':{'channel':'news'}";
        String recover = "'subscribe':{'channel':'news','recover':true,'epoch':'e1','offset':9}";
        String history = "'history':{'channel':'news','limit':3}";
        String position = "'recoverable':true,'positioned':true,'epoch':'e1','offset':9";
        return Stream.of(
                arguments(subscribe, Samples.SUBSCRIBED, "'subscribe':{" + position + "}"),
                arguments(
                        recover,
                        Samples.SUBSCRIBED,
                        "'subscribe':{" + position + ",'was_recovering':true,'recovered':true}"),
                arguments(
                        recover, UNRECOVERED, "'subscribe':{" + position + ",'was_recovering':true,'recovered':false}"),
                arguments(
                        "'subscribe':{'channel':'news','token':'t'}",
                        new Reply.Subscribed(Samples.HEAD, false, true, FakeTerms.NOW.plusMillis(61_500)),
                        "'subscribe':{" + position + ",'expires':true,'ttl':61}"),
                arguments(
                        "'sub_refresh':{'channel':'news','token':'t'}",
                        new Reply.Refreshed(FakeTerms.NOW.plusMillis(500)),
                        "'sub_refresh':{'expires':true,'ttl':1}"),
                arguments(
                        "'sub_refresh':{'channel':'news','token':'t'}",
                        new Reply.Refreshed(Instant.MAX),
                        "'sub_refresh':{}"),
                arguments(subscribe, LIVE, "'subscribe':{'recoverable':false,'positioned':false}"),
                arguments(
                        subscribe,
                        new Reply.Subscribed(Samples.HEAD, true),
                        "'error':{'code':105,'message':'already subscribed: news'}"),
                arguments("'unsubscribe':{'channel':'news'}", new Reply.Unsubscribed(true), "'unsubscribe':{}"),
                arguments("'unsubscribe':{'channel':'news'}", new Reply.Unsubscribed(false), "'unsubscribe':{}"),
                arguments("'publish':{'channel':'news','data':1}", Samples.ACCEPTED, "'publish':{}"),
                arguments("'ping':{}", Talk.DONE, "'ping':{}"),
                arguments(
                        "'presence':{'channel':'news'}",
                        new Reply.PresenceList(List.of(Samples.ANN, Samples.NOBODY)),
                        "'presence':{'presence':{'s2':{'user':'ann','client':'s2'},"
                                + "'s3':{'user':'','client':'s3','conn_info':'tall'}}}"),
                arguments(
                        "'presence':{'channel':'news'}",
                        new Reply.PresenceList(List.of()),
                        "'presence':{'presence':{}}"),
                arguments(
                        "'presence_stats':{'channel':'news'}",
                        new Reply.PresenceList(List.of(Samples.ANN, Samples.NOBODY, Samples.ANN)),
                        "'presence_stats':{'num_clients':3,'num_users':2}"),
                arguments(history, Samples.page(), "'history':{'publications':[],'epoch':'e1','offset':9}"),
                arguments(
                        history,
                        Samples.page(Samples.message(Payload.of("a")), Samples.message(Payload.json("{ }"))),
                        "'history':{'publications':[{'data':'a','offset':7,'time':1700000000123},"
                                + "{'data':{ },'offset':7,'time':1700000000123}],'epoch':'e1','offset':9}"),
                arguments(
                        history,
                        Samples.pageAfterGap(new Position("e0", 3), Samples.HEAD),
                        "'error':{'code':112,'message':'epoch is now e1'}"),
                arguments(
                        history,
                        Samples.pageAfterGap(new Position("e1", 3), Samples.HEAD),
                        "'history':{'publications':[],'epoch':'e1','offset':9}"),
                arguments("'rpc':{'method':'m'}", new Reply.Result(Payload.json("[1]")), "'rpc':{'data':[1]}"),
                arguments("'rpc':{'method':'m'}", new Reply.Result(Payload.of("hi")), "'rpc':{'data':'hi'}"),
                arguments(
                        "'refresh':{'token':'t'}",
                        new Reply.Authenticated(Identity.of("ann"), false),
                        "'refresh':{'client':'s1','version':'pushcore'}"));
    }

    @ParameterizedTest
    @CsvSource({
        "BAD_REQUEST,107,false",
        "UNAUTHENTICATED,101,false",
        "CREDENTIALS_EXPIRED,109,true",
        "FORBIDDEN,103,false",
        "NOT_FOUND,108,false",
        "NOT_RECOVERABLE,108,false",
        "TIMEOUT,100,true",
        "PAYLOAD_TOO_LARGE,106,false",
        "BAD_NAME,107,false",
        "LIMIT_REACHED,106,false",
        "INTERNAL,100,true",
        "BUSY,111,true",
        "CLOSED,100,true",
        "OUTCOME_UNKNOWN,100,true",
        "STORAGE_FULL,100,true"
    })
    void aRefusalHasTheProtocolsNumber(ErrorCode code, int number, boolean temporary) {
        String written = Talk.connected().answer("{\"id\":2,\"ping\":{}}", new Reply.Refused(code, "a \"b\"\n"));
        assertThat(written)
                .isEqualTo("{\"id\":2,\"error\":{\"code\":" + number + ",\"message\":\"a \\\"b\\\"\\u000a\""
                        + (temporary ? ",\"temporary\":true" : "") + "}}");
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyErrorHasANumber(ErrorCode code) {
        assertThat(ProtocolError.of(code).number()).isBetween(100, 112);
    }

    @Test
    void whatIsSentIsNotAnswered() {
        assertThat(Talk.connected().answer("{\"send\":{\"data\":1}}", Talk.DONE))
                .isEmpty();
        assertThat(Talk.connected().refusal("{\"send\":{}}")).isEmpty();
    }

    @Test
    void aConnectLearnsOfItsSessionAndThePings() {
        assertThat(Talk.of(new FakeTerms()).answer("{\"id\":1,\"connect\":{}}", Talk.DONE))
                .isEqualTo(json("{'id':1,'connect':{'client':'s1','version':'pushcore','ping':25,'pong':true}}"));
    }

    @Test
    void aConnectWhoseCommandsComeElsewhereLearnsOfItsSecret() {
        assertThat(Talk.of(new Session(new FakeTerms(), Talk.REQUEST, "abc"))
                        .answer("{\"id\":1,\"connect\":{}}", Talk.DONE))
                .contains(json("'session':'abc'"));
    }

    @Test
    void whoseCredentialsExpireLearnsWhen() {
        FakeTerms terms = new FakeTerms();
        terms.identity = Identity.of("ann").expires(FakeTerms.NOW.plusSeconds(90));
        Reply reply = new Reply.Authenticated(terms.identity, false);
        assertThat(Talk.of(terms).answer("{\"id\":1,\"connect\":{\"token\":\"t\"}}", reply))
                .contains("\"expires\":true,\"ttl\":90,");
    }

    @Test
    void answersFollowTheOrderOfTheirCommands() {
        Talk talk = Talk.connected();
        List<Command> publishes = talk.send(
                json("{'id':7,'publish':{'channel':'a','data':1}}\n{'id':5,'publish':{'channel':'a','data':2}}"));
        assertThat(Talk.written(out -> publishes.forEach(one -> talk.codec().encode(one, Samples.ACCEPTED, out))))
                .isEqualTo(json("{'id':7,'publish':{}}{'id':5,'publish':{}}"));
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
