package io.pushcore.netty.centrifuge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.pushcore.Credentials;
import io.pushcore.History;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.Start;
import io.pushcore.netty.http.Request;
import io.pushcore.transport.Command;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client says, and what the engine is asked for it. */
final class CommandsTest {
    @ParameterizedTest
    @MethodSource
    void aCommandIsAskedOfTheEngine(String said, Command asked) {
        assertThat(Talk.connected().send(("{'id':2," + said + "}").replace('\'', '"')))
                .containsExactly(asked);
    }

    static Stream<Arguments> aCommandIsAskedOfTheEngine() {
        return Stream.of(
                arguments("'subscribe':{'channel':'news'}", subscribe(Start.now(), false)),
                arguments("'subscribe':{'channel':'news','join_leave':true}", subscribe(Start.now(), true)),
                arguments(
                        "'subscribe':{'channel':'news','positioned':true,'recoverable':true,'data':{}}",
                        subscribe(Start.now(), false)),
                arguments(
                        "'subscribe':{'channel':'news','recover':true,'epoch':'e1','offset':9}",
                        subscribe(Start.after(new Position("e1", 9)), false)),
                arguments(
                        "'subscribe':{'channel':'news','recover':true,'epoch':'e1'}",
                        subscribe(Start.after(new Position("e1", 0)), false)),
                arguments("'subscribe':{'channel':'news','recover':true}", subscribe(Start.earliest(), false)),
                arguments(
                        "'subscribe':{'channel':'news','recover':true,'epoch':'','offset':0}",
                        subscribe(Start.earliest(), false)),
                arguments(
                        "'subscribe':{'channel':'news','recover':true,'offset':3}",
                        subscribe(new Start.AfterOffset(3), false)),
                arguments("'subscribe':{'channel':'news','epoch':'e1','offset':9}", subscribe(Start.now(), false)),
                arguments("'unsubscribe':{'channel':'news'}", new Command.Unsubscribe("news")),
                arguments("'publish':{'channel':'news','data':{'a' : [1, 2.50]}}", publish("{'a' : [1, 2.50]}")),
                arguments("'publish':{'data':'\\u00e9\\n','channel':'news'}", publish("'\\u00e9\\n'")),
                arguments("'publish':{'channel':'news','data': -1.5e300 }", publish("-1.5e300")),
                arguments("'publish':{'channel':'news','data':null}", publish("null")),
                arguments("'publish':{'channel':'news','data':1e99999,'more':[{}]}", publish("1e99999")),
                arguments("'publish':{'channel':'ne\\u0077s','data':true}", publish("true")),
                arguments("'presence':{'channel':'news'}", new Command.ReadPresence("news")),
                arguments("'presence_stats':{'channel':'news'}", new Command.ReadPresence("news")),
                arguments("'history':{'channel':'news'}", history(Start.earliest(), 0, false)),
                arguments("'history':{'channel':'news','limit':5}", history(Start.earliest(), 5, false)),
                arguments("'history':{'channel':'news','limit':-1}", history(Start.earliest(), 10_000, false)),
                arguments("'history':{'channel':'news','limit':2147483647}", history(Start.earliest(), 10_000, false)),
                arguments("'history':{'channel':'news','limit':5,'reverse':true}", history(Start.earliest(), 5, true)),
                arguments(
                        "'history':{'channel':'news','limit':5,'since':{'offset':3,'epoch':'e1'}}",
                        history(Start.after(new Position("e1", 3)), 5, false)),
                arguments("'history':{'channel':'news','limit':5,'since':null}", history(Start.earliest(), 5, false)),
                arguments(
                        "'history':{'channel':'news','limit':5,'since':{'offset':9223372036854775807}}",
                        history(new Start.AfterOffset(Long.MAX_VALUE), 5, false)),
                arguments("'rpc':{'method':'add','data':[1,2]}", new Command.Call("add", Payload.json("[1,2]"))),
                arguments("'rpc':{'method':'add'}", new Command.Call("add", Payload.json("null"))),
                arguments(
                        "'subscribe':{'channel':'news','token':'t'}",
                        new Command.Subscribe("news", Start.now(), false, true, false, "t")),
                arguments("'sub_refresh':{'channel':'news','token':'t'}", new Command.RefreshSubscription("news", "t")),
                arguments("'refresh':{'token':'t'}", new Command.Authenticate(credentials("t"), true)),
                arguments("'ping':{}", new Command.Ping()),
                arguments("'ping':null", new Command.Ping()));
    }

    @Test
    void whatIsSentNeedsNoId() {
        assertThat(Talk.connected().one("{\"send\":{\"data\":{}}}")).isEqualTo(new Command.Tell(Payload.json("{}")));
    }

    @Test
    void aLineMayHoldNoMoreThanTheAnswerToAPing() {
        assertThat(Talk.connected().send("{}")).isEmpty();
        assertThat(Talk.connected().send(" \r\n{ }\r\n\n{\"id\":3,\"ping\":{}}\n"))
                .containsExactly(new Command.Ping());
    }

    @Test
    void commandsComeInTheOrderOfTheirLinesAndMessages() {
        Talk talk = Talk.connected();
        talk.codec().offer(Payload.of("{\"id\":2,\"unsubscribe\":{\"channel\":\"a\"}}"));
        talk.codec().offer(Payload.of(""));
        assertThat(talk.send("{\"id\":3,\"unsubscribe\":{\"channel\":\"b\"}}\n{\"id\":4,\"ping\":{}}"))
                .containsExactly(new Command.Unsubscribe("a"), new Command.Unsubscribe("b"), new Command.Ping());
    }

    @Test
    void whoNeedsNoCredentialsAndShowsNoneIsAskedForNone() {
        assertThat(Talk.of(new FakeTerms()).one("{\"id\":1,\"connect\":{\"name\":\"js\"}}"))
                .isEqualTo(new Command.Ping());
    }

    @Test
    void aTokenIsShownToTheEngine() {
        assertThat(Talk.of(new FakeTerms()).one("{\"id\":1,\"connect\":{\"token\":\"t\"}}"))
                .isEqualTo(new Command.Authenticate(credentials("t")));
    }

    @Test
    void whereCredentialsAreDueNoneAreShownToo() {
        FakeTerms terms = new FakeTerms();
        terms.mustAuthenticate = true;
        assertThat(Talk.of(terms).one("{\"id\":1,\"connect\":{}}"))
                .isEqualTo(new Command.Authenticate(credentials("")));
    }

    @Test
    void theTokenOfTheRequestIsShownWhereTheCommandHasNone() {
        Request request = Request.of("GET", "/x?token=q", Map.of("cookie", "a=b"), true, true);
        Talk talk = Talk.of(new Session(new FakeTerms(), request, ""));
        assertThat(talk.one("{\"id\":1,\"connect\":{}}"))
                .isEqualTo(new Command.Authenticate(request.credentials("192.0.2.7")));
    }

    private static Credentials credentials(String token) {
        Credentials shown = Talk.REQUEST.credentials("192.0.2.7");
        return new Credentials(
                Credentials.Kind.TOKEN, "", token, shown.headers(), Map.of(), "/connection/websocket", "192.0.2.7");
    }

    private static Command subscribe(Start start, boolean notesPresence) {
        return new Command.Subscribe("news", start, false, true, notesPresence, "");
    }

    private static Command publish(String json) {
        return new Command.Publish("news", Publication.of(Payload.json(json.replace('\'', '"'))));
    }

    private static Command history(Start start, int limit, boolean newestFirst) {
        return new Command.ReadHistory("news", new History(start, limit, newestFirst), false);
    }
}
