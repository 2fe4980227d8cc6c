package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The plain form over HTTP, with the JDK's client. */
@Timeout(60)
@ExtendWith(LeakWatch.class)
class HttpIT {
    /** The token is the user's name, but for {@code wrong}. */
    private static final Authenticator BY_NAME =
            credentials -> credentials.token().isEmpty() || credentials.token().equals("wrong")
                    ? CompletableFuture.failedFuture(new PushCoreException(ErrorCode.UNAUTHENTICATED, "secret details"))
                    : CompletableFuture.completedFuture(Identity.of(credentials.token()));

    private HttpBroker broker = open(builder -> builder);

    /** Where it is asked. */
    HttpBroker open(UnaryOperator<Broker.Builder> more) {
        return HttpBroker.open(more);
    }

    @AfterEach
    void close() throws Exception {
        broker.close();
    }

    private void reopen(UnaryOperator<Broker.Builder> more) throws Exception {
        broker.close();
        broker = open(more);
    }

    private void publish(String... texts) {
        for (String text : texts) {
            broker.broker().channel("news").publish(text).join();
        }
    }

    private static String steady(String text) {
        return text.replaceAll("\"epoch\":\"[0-9a-z]+\"", "\"epoch\":\"E\"")
                .replaceAll("[0-9a-z]+:(\\d+)\"", "E:$1\"")
                .replaceAll("^id: [0-9a-z]+:", "id: E:")
                .replaceAll("\"(time|since)\":\"[^\"]+\"", "\"$1\":\"T\"")
                .strip();
    }

    @Nested
    class Publishing {
        @Test
        void theBodyIsOneMessage() throws Exception {
            HttpResponse<String> answer = broker.post("/channels/news", "hello");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("content-type")).contains("application/json");
            assertThat(steady(answer.body())).isEqualTo("{\"epoch\":\"E\",\"offset\":1,\"durability\":\"MEMORY\"}");
            assertThat(steady(broker.get("/channels/news/history").body()))
                    .isEqualTo(
                            "{\"epoch\":\"E\",\"offset\":1,\"messages\":[{\"offset\":1,\"time\":\"T\",\"data\":\"hello\"}],"
                                    + "\"next\":\"E:1\"}");
        }

        @Test
        void theContentTypeSaysWhatThePayloadIs() throws Exception {
            broker.post("/channels/news", "{\"a\": [1]}", "Content-Type", "application/json; charset=utf-8");
            broker.post("/channels/news", "a=b", "Content-Type", "application/x-www-form-urlencoded");
            broker.post("/channels/news", "\"x\"", "Content-Type", "text/plain");
            broker.post("/channels/news", "abc", "Content-Type", "image/png");
            assertThat(steady(broker.get("/channels/news").body()))
                    .contains("\"data\":{\"a\": [1]}", "\"data\":\"a=b\"", "\"data\":\"\\\"x\\\"\"")
                    .contains("\"data\":{\"b64\":\"YWJj\"}");
        }

        @Test
        void whatIsNotJsonIsRefused() throws Exception {
            for (String broken : new String[] {"", "{", "{} {}", "{'a':1}", "\uFEFF1", "nul"}) {
                HttpResponse<String> answer = broker.post("/channels/news", broken, "Content-Type", "application/json");
                assertThat(answer.statusCode()).as(broken).isEqualTo(400);
                assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
                assertThat(answer.body()).startsWith("{\"code\":400,\"message\":\"");
            }
        }

        @Test
        void aLineIsAMessageEach() throws Exception {
            HttpResponse<String> answer =
                    broker.post("/channels/news", "{\"a\":1}\n\n2\r\n\"x\"", "Content-Type", "application/x-ndjson");
            assertThat(steady(answer.body()))
                    .isEqualTo("{\"results\":[{\"epoch\":\"E\",\"offset\":1,\"durability\":\"MEMORY\"},"
                            + "{\"epoch\":\"E\",\"offset\":2,\"durability\":\"MEMORY\"},"
                            + "{\"epoch\":\"E\",\"offset\":3,\"durability\":\"MEMORY\"}]}");
        }

        @Test
        void anElementOfAnArrayIsAMessageEach() throws Exception {
            broker.post("/channels/news?batch=array", "[ {\"a\":[1,2]} , \"x\\n\", 12,true , [] ]");
            assertThat(broker.get("/channels/news").body())
                    .contains("\"data\":{\"a\":[1,2]}}", "\"data\":\"x\\n\"}", "\"data\":12}", "\"data\":true}")
                    .contains("\"data\":[]}");
        }

        @Test
        void aRefusedOneOfABatchStandsInItsPlace() throws Exception {
            reopen(builder -> builder.channels(ChannelRules.keep(10).maxPayload(5)));
            assertThat(steady(broker.post("/channels/news?batch=array", "[1,1234567,3]")
                            .body()))
                    .startsWith("{\"results\":[{\"epoch\":\"E\",\"offset\":1,\"durability\":\"MEMORY\"},{\"code\":413,")
                    .endsWith(",{\"epoch\":\"E\",\"offset\":2,\"durability\":\"MEMORY\"}]}");
        }

        @Test
        void aRepeatOfAnIdempotencyKeyIsNotAppended() throws Exception {
            broker.post("/channels/news", "hello", "Idempotency-Key", "k1");
            assertThat(steady(broker.post("/channels/news", "hello", "Idempotency-Key", "k1")
                            .body()))
                    .isEqualTo("{\"epoch\":\"E\",\"offset\":1,\"durability\":\"MEMORY\",\"repeat\":true}");
            assertThat(broker.post("/channels/news", "other", "Idempotency-Key", "k1")
                            .statusCode())
                    .isEqualTo(409);
        }

        @Test
        void aKeyGoesWithTheMessage() throws Exception {
            broker.post("/channels/news?key=k1&ttl=60s", "hello");
            assertThat(broker.get("/channels/news").body()).contains("\"data\":\"hello\",\"key\":\"k1\"}");
            assertThat(broker.post("/channels/news?ttl=soon", "hello").statusCode())
                    .isEqualTo(400);
        }
    }

    @Nested
    class Reading {
        @Test
        void historyIsPaged() throws Exception {
            publish("one", "two", "three");
            assertThat(steady(
                            broker.get("/channels/news/history?since=1&limit=1").body()))
                    .isEqualTo(
                            "{\"epoch\":\"E\",\"offset\":3,\"messages\":[{\"offset\":2,\"time\":\"T\",\"data\":\"two\"}],"
                                    + "\"next\":\"E:2\"}");
            assertThat(steady(
                            broker.get("/channels/news/history?reverse&limit=1").body()))
                    .contains("\"data\":\"three\"");
            assertThat(broker.get("/channels/news/history?limit=x").statusCode())
                    .isEqualTo(400);
        }

        @Test
        void aLongPollAnswersAtOnceWhatIsThere() throws Exception {
            publish("one");
            assertThat(broker.get("/channels/news?wait=30s&since=0").body()).contains("\"data\":\"one\"");
        }

        @Test
        void aLongPollWaitsForTheNextMessage() throws Exception {
            publish("one");
            try (var threads = new AutoExecutor()) {
                Future<HttpResponse<String>> answer = threads.submit(() -> broker.get("/channels/news?wait=30s"));
                await().until(() ->
                        !broker.get("/channels/news/presence").body().contains("[]"));
                publish("two");
                assertThat(steady(answer.get().body()))
                        .contains("\"data\":\"two\"")
                        .doesNotContain("one");
            }
        }

        @Test
        void aLongPollEndsWithNothing() throws Exception {
            assertThat(broker.get("/channels/news?wait=50ms").statusCode()).isEqualTo(204);
        }

        @Test
        void presenceSaysWhoIsSubscribed() throws Exception {
            assertThat(broker.get("/channels/news/presence").body()).isEqualTo("{\"presence\":[]}\n");
            StreamClient stream = broker.stream("/channels/news", "Accept", "text/event-stream");
            assertThat(stream.event()).isNotEmpty();
            assertThat(steady(broker.get("/channels/news/presence").body()))
                    .matches("\\{\"presence\":\\[\\{\"session\":\"[^\"]+\",\"user\":\"\",\"since\":\"T\"}]}");
        }
    }

    @Nested
    class Streams {
        @Test
        void eventsCarryTheirPosition() throws Exception {
            StreamClient stream = broker.stream("/channels/news", "Accept", "text/event-stream");
            assertThat(stream.response().headers().firstValue("content-type")).contains("text/event-stream");
            assertThat(stream.event())
                    .satisfiesExactly(
                            line -> assertThat(line).isEqualTo("retry: 2000"),
                            line -> assertThat(steady(line)).matches("id: E:0"));
            publish("two\nlines\r\nand more");
            broker.broker()
                    .channel("news")
                    .publish(Payload.of(new byte[] {1, 2}))
                    .join();
            assertThat(stream.event().stream().map(HttpIT::steady))
                    .containsExactly("id: E:1", "data: two", "data: lines", "data: and more");
            assertThat(stream.event().stream().map(HttpIT::steady))
                    .containsExactly("id: E:2", "event: binary", "data: AQI=");
        }

        @Test
        void whoComesBackWithTheLastIdMissesNothing() throws Exception {
            StreamClient first = broker.stream("/channels/news", "Accept", "text/event-stream");
            String id = first.event().get(1).substring(4);
            first.close();
            publish("one", "two");
            StreamClient again =
                    broker.stream("/channels/news?since=99", "Accept", "text/event-stream", "Last-Event-ID", id);
            again.event();
            assertThat(again.event()).endsWith("data: one");
            assertThat(again.event()).endsWith("data: two");
        }

        @Test
        void whatIsNoLongerKeptIsAGap() throws Exception {
            reopen(builder -> builder.channels(ChannelRules.keep(2)));
            publish("1", "2", "3", "4", "5");
            StreamClient stream = broker.stream("/channels/news?since=1", "Accept", "text/event-stream");
            stream.event();
            assertThat(stream.event().stream().map(HttpIT::steady))
                    .containsExactly("id: E:3", "event: gap", "data: {\"from\":\"E:1\",\"to\":\"E:3\"}");
            assertThat(stream.event()).endsWith("data: 4");
        }

        @Test
        void linesAreObjects() throws Exception {
            publish("one");
            StreamClient stream = broker.stream("/channels/news?since=0", "Accept", "application/x-ndjson");
            assertThat(steady(stream.line())).isEqualTo("{\"start\":\"E:0\"}");
            assertThat(steady(stream.line()))
                    .isEqualTo("{\"epoch\":\"E\",\"offset\":1,\"time\":\"T\",\"data\":\"one\"}");
        }

        @Test
        void theEndOfTheBrokerEndsThem() throws Exception {
            StreamClient stream = broker.stream("/channels/news", "Accept", "text/event-stream");
            stream.event();
            StreamClient lines = broker.stream("/channels/news", "Accept", "application/x-ndjson");
            lines.line();
            WebSocketClient raw = broker.webSocket("/channels/news");
            LineClient waiting = broker.raw();
            waiting.say("GET /channels/news?wait=1m HTTP/1.1\r\nHost: localhost\r\n\r\n");
            await().until(() -> broker.broker().stats().subscriptions() == 4);
            broker.broker().close();
            assertThat(stream.event())
                    .satisfiesExactly(
                            retry -> assertThat(retry).matches("retry: [1-4]\\d{3}"),
                            event -> assertThat(event).isEqualTo("event: end"),
                            data -> assertThat(data)
                                    .isEqualTo("data: {\"code\":504,\"message\":\"broker is closing; reconnect\"}"));
            assertThat(lines.line()).isEqualTo("{\"end\":{\"code\":504,\"message\":\"broker is closing; reconnect\"}}");
            assertThat(raw.next()).isEqualTo("<close 1012 504 broker is closing; reconnect>");
            assertThat(waiting.rest()).startsWith("HTTP/1.1 503 ").containsPattern("\r\nRetry-After: [1-5]\r\n");
        }

        @Test
        void aReservedNameIsRefused() throws Exception {
            HttpResponse<String> answer = broker.get("/channels/@anna", "Accept", "text/event-stream");
            assertThat(answer.statusCode()).isEqualTo(422);
        }
    }

    @Nested
    class Access {
        @Test
        void withoutCredentialsNothingIsServed() throws Exception {
            reopen(builder -> builder.authenticator(BY_NAME).authorizer(Authorizer.allowAll()));
            assertThat(broker.get("/channels/news").statusCode()).isEqualTo(401);
            assertThat(broker.get("/channels/news", "Accept", "text/event-stream")
                            .statusCode())
                    .isEqualTo(401);
            assertThat(broker.post("/channels/news?token=wrong", "x").body())
                    .contains("\"code\":401")
                    .doesNotContain("secret details");
            assertThat(broker.webSocket("/channels/news").next()).startsWith("<close 1008 401 ");
        }

        @Test
        void theTokenIsOfTheHeaderOrTheQuery() throws Exception {
            reopen(builder -> builder.authenticator(BY_NAME).authorizer(Authorizer.allowAll()));
            assertThat(broker.post("/channels/news", "x", "Authorization", "Bearer anna")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(broker.get("/channels/news?token=ben").body()).contains("\"sender\":\"anna\"");
            WebSocketClient carla = broker.webSocket("/channels/news?token=carla");
            carla.say("hello");
            assertThat(carla.next()).isEqualTo("hello");
        }

        @Test
        void eachRequestOfAConnectionHasItsOwnUser() throws Exception {
            reopen(builder -> builder.authenticator(BY_NAME).authorizer(Authorizer.allowAll()));
            LineClient raw = broker.raw();
            for (String user : new String[] {"anna", "ben"}) {
                raw.say("POST /channels/news HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + user
                        + "\r\nContent-Length: 1\r\n\r\nx");
            }
            assertThat(raw.line()).startsWith("HTTP/1.1 200 OK");
            await().until(() -> broker.get("/channels/news?token=carla").body().contains("\"sender\":\"ben\""));
        }
    }

    @Test
    void anAnswerKeepsTheConnection() throws Exception {
        LineClient raw = broker.raw();
        for (int i = 0; i < 3; i++) {
            raw.say("GET /channels/news/presence HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(raw.line()).startsWith("HTTP/1.1 200 OK");
            while (!raw.line().equals("\r")) {
                // the rest of the head
            }
            assertThat(raw.line()).isEqualTo("{\"presence\":[]}");
        }
        raw.say("GET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(raw.rest()).startsWith("HTTP/1.1 404 Not Found").containsIgnoringCase("Connection: close");
    }

    @Test
    void requestsInARowAreAnsweredInTheirOrder() throws Exception {
        LineClient raw = broker.raw();
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            many.append("POST /channels/news HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx");
        }
        raw.say(many + "GET /channels/news/history?limit=0 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        String all = raw.rest();
        assertThat(all.split("\"offset\":")).hasSize(502);
        assertThat(all).contains("\"offset\":500,\"messages\":[]");
    }

    @Test
    void aRefusalOfHeadHasNoBody() throws Exception {
        LineClient raw = broker.raw();
        raw.say("HEAD /channels/news HTTP/1.1\r\nHost: localhost\r\n\r\n"
                + "GET /channels/news HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(raw.rest()).matches("(?s)HTTP/1.1 405 .*Content-Length: \\d+\r\n\r\nHTTP/1.1 200 OK\r\n.*");
    }

    @Test
    void aMethodThatIsNotThereIsNamed() throws Exception {
        HttpResponse<String> answer = broker.send(
                HttpRequest.newBuilder(broker.address("/channels/news")).DELETE());
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow")).contains("GET, POST");
    }

    @Test
    void twoBrokersDoNotDisturbEachOther() throws Exception {
        try (HttpBroker other = open(builder -> builder)) {
            other.post("/channels/news", "other");
            broker.post("/channels/news", "mine");
            assertThat(broker.get("/channels/news").body()).contains("mine").doesNotContain("other");
            other.broker().close();
            assertThat(broker.post("/channels/news", "more").statusCode()).isEqualTo(200);
        }
    }

    /** Threads that end with their test. */
    private static final class AutoExecutor implements AutoCloseable {
        private final java.util.concurrent.ExecutorService threads = Executors.newCachedThreadPool();

        <T> Future<T> submit(java.util.concurrent.Callable<T> work) {
            return threads.submit(work);
        }

        @Override
        public void close() {
            threads.shutdownNow();
        }
    }
}
