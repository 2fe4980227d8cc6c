package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Authorizer;
import io.pushcore.Broker;
import io.pushcore.BrokerState;
import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.Farewell;
import io.pushcore.Identity;
import io.pushcore.InboxSession;
import io.pushcore.PushCoreException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The admin port over real sockets: what it says of the broker, and what it makes the broker do. */
@Timeout(60)
@ExtendWith(LeakWatch.class)
final class AdminIT {
    private AdminPort admin = AdminPort.open();

    @AfterEach
    void close() throws Exception {
        admin.close();
    }

    private AdminPort instead(AdminPort other) throws Exception {
        admin.close();
        admin = other;
        return other;
    }

    // ---- pushes

    @Test
    void aPushReachesAnInboxAndOneToManySaysOfEachWhatBecameOfIt() throws Exception {
        StreamClient anna = admin.clients().stream("/inbox?user=anna", "Accept", "application/x-ndjson");
        anna.line();
        assertThat(admin.post("/users/anna/push?key=k", "{\"a\":1}", "Content-Type", "application/json")
                        .body())
                .matches("\\{\"epoch\":\"[0-9a-z]+\",\"offset\":1,\"online\":true}\n");
        assertThat(anna.line())
                .startsWith("{\"seq\":1,\"channel\":\"@anna\",")
                .endsWith("\"data\":{\"a\":1},\"key\":\"k\"}");
        assertThat(admin.post("/users/anna/push?ttl=0s", "now").body()).isEqualTo("{\"online\":true}\n");
        assertThat(anna.line()).startsWith("{\"seq\":0,");
        assertThat(admin.post("/users/bert/push?ttl=0s", "now").body()).isEqualTo("{\"online\":false}\n");
        String many = "{\"users\":[\"anna\",\"bert\",\"a b\",\"\"],\"data\":\"to all\"}";
        String[] once = {"Idempotency-Key", "k1"};
        assertThat(admin.post("/push", many, once).body())
                .matches("\\{\"results\":\\[\\{\"user\":\"anna\",\"epoch\":\"[0-9a-z]+\",\"offset\":2,\"online\":true},"
                        + "\\{\"user\":\"bert\",\"epoch\":\"[0-9a-z]+\",\"offset\":1,\"online\":false},"
                        + "\\{\"user\":\"a b\",\"code\":422,.*},\\{\"user\":\"\",\"code\":422,.*}]}\n");
        assertThat(anna.line()).endsWith("\"data\":\"to all\"}");
        assertThat(admin.post("/push", many, once).body()).contains("\"offset\":2,\"online\":true,\"repeat\":true}");
        assertThat(admin.post("/push?ttl=0s", many).body())
                .startsWith("{\"results\":[{\"user\":\"anna\",\"online\":true},{\"user\":\"bert\",\"online\":false},"
                        + "{\"user\":\"a b\",\"code\":422,");
        assertThat(anna.line()).startsWith("{\"seq\":0,").endsWith("\"data\":\"to all\"}");
        assertThat(admin.clients().broker().inbox("bert").unread().join()).isEqualTo(1);
        for (String wrong : List.of(
                "",
                "[]",
                "{}",
                "{\"users\":[\"anna\"]}",
                "{\"data\":1}",
                "{\"users\":\"anna\",\"data\":1}",
                "{\"users\":[1],\"data\":1}",
                "{\"users\":[\"anna\",[\"bert\"]],\"data\":1}",
                "{\"user\":[\"anna\"],\"data\":1}")) {
            assertThat(admin.post("/push", wrong).statusCode()).as(wrong).isEqualTo(400);
        }
        assertThat(admin.post("/users/a%20b/push", "x").statusCode()).isEqualTo(422);
        assertThat(admin.get("/users/anna/push").statusCode()).isEqualTo(405);
    }

    // ---- figures

    @Test
    void figuresAgreeWithWhatSomebodyOutsideCounted() throws Exception {
        List<StreamClient> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            StreamClient reader = admin.clients().stream("/channels/news", "Accept", "text/event-stream");
            reader.event();
            readers.add(reader);
        }
        for (int i = 0; i < 20; i++) {
            assertThat(admin.clients().post("/channels/news", "12345").statusCode())
                    .isEqualTo(200);
        }
        int delivered = 0;
        for (StreamClient reader : readers) {
            while (!reader.event().get(0).endsWith(":20")) {
                delivered++;
            }
            delivered++;
        }
        for (int i = 0; i < 2; i++) {
            assertThat(admin.clients()
                            .get("/channels/news/history?since=nonsense")
                            .statusCode())
                    .isEqualTo(400);
        }
        String stats = admin.get("/stats").body();
        assertThat(number(stats, "published")).isEqualTo(20);
        assertThat(number(stats, "publishedBytes")).isEqualTo(100);
        assertThat(number(stats, "delivered")).isEqualTo(delivered).isEqualTo(60);
        assertThat(number(stats, "subscriptions")).isEqualTo(3);
        assertThat(stats)
                .contains("\"errors\":{\"400 BAD_REQUEST\":2}", "\"publish\":20", "\"subscribe\":3")
                .containsPattern("\"commandTimes\":\\{.*\"publish\":\\{\"count\":20,\"meanMicros\":\\d");
        await().untilAsserted(() -> {
            String now = admin.get("/stats").body();
            assertThat(now).contains("\"transports\":{\"http\":3}");
            assertThat(number(now, "connections")).isEqualTo(3);
        });
    }

    @Test
    void ratesAndTheBusiestChannelsAreThoseOfTheLastSecond() throws Exception {
        await().untilAsserted(() -> {
            for (int i = 0; i < 50; i++) {
                admin.broker().channel("busy").publish("m").join();
            }
            String stats = admin.get("/stats").body();
            assertThat(stats).contains("\"busyChannels\":[{\"channel\":\"busy\",\"published\":");
            assertThat(number(stats.substring(stats.indexOf("\"rates\"")), "published"))
                    .isPositive();
        });
        await().untilAsserted(() -> {
            String quiet = admin.get("/stats").body();
            assertThat(quiet).contains("\"busyChannels\":[]", "\"rates\":{\"published\":0,");
            assertThat(number(quiet.substring(quiet.indexOf("\"highestRates\"")), "published"))
                    .isPositive();
        });
        assertThat(number(admin.get("/stats").body(), "appends")).isPositive();
    }

    @Test
    void whoReadsNothingIsAmongTheSlowReaders() throws Exception {
        LineClient stands = admin.clients().raw();
        stands.say("GET /channels/news HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
        await().until(() -> admin.broker().stats().subscriptions() == 1);
        String payload = "x".repeat(32 << 10);
        await().untilAsserted(() -> {
            for (int i = 0; i < 100; i++) {
                admin.broker().channel("news").publish(payload).join();
            }
            String stats = admin.get("/stats").body();
            assertThat(stats).contains("\"slowReaders\":[{\"session\":\"");
            assertThat(number(stats, "behind")).isPositive();
            assertThat(number(admin.get("/sessions").body(), "behind")).isPositive();
        });
    }

    @Test
    void metricsAreWhatTheApplicationGivesThem() throws Exception {
        assertThat(admin.get("/metrics").statusCode()).isEqualTo(404);
        instead(AdminPort.open(AdminTransport.port(0).metrics(() -> "pushcore_up 1\n"), builder -> builder));
        HttpResponse<String> metrics = admin.get("/metrics");
        assertThat(metrics.body()).isEqualTo("pushcore_up 1\n");
        assertThat(metrics.headers().firstValue("content-type").orElse("")).startsWith("text/plain; version=0.0.4");
    }

    @Test
    void reloadDoesWhatTheApplicationSaysAndAnswersWhatIsWrong() throws Exception {
        assertThat(admin.post("/reload", "").statusCode()).isEqualTo(404);
        List<String> wrong = new ArrayList<>();
        instead(AdminPort.open(
                AdminTransport.port(0).reload(() -> {
                    if (wrong.isEmpty()) {
                        return "done on " + Thread.currentThread().getName();
                    }
                    throw new PushCoreException(ErrorCode.BAD_OPTION, wrong.get(0));
                }),
                builder -> builder));
        assertThat(admin.get("/reload").statusCode()).as("a picture in a page").isEqualTo(405);
        assertThat(admin.post("/reload", "", "Origin", "https://evil.example").statusCode())
                .isEqualTo(403);
        assertThat(admin.post("/reload", "").body()).isEqualTo("{\"message\":\"done on pushcore-admin-work\"}\n");
        wrong.add("nothing is changed: line 3");
        HttpResponse<String> refused = admin.post("/reload", "");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).isEqualTo("{\"code\":440,\"message\":\"nothing is changed: line 3\"}\n");
    }

    @Test
    void bodiesAndFramesAreAmongTheBytesReceived() throws Exception {
        String body = "x".repeat(10_000);
        admin.clients().post("/channels/news", body);
        assertThat(number(admin.get("/stats").body(), "receivedBytes")).isBetween(10_000L, 12_000L);
        admin.clients().webSocket("/channels/news").say(body);
        await().untilAsserted(() ->
                assertThat(number(admin.get("/stats").body(), "receivedBytes")).isBetween(20_000L, 24_000L));
    }

    // ---- health

    @Test
    void whoAsksThroughThePathHearsNothingGoodWhileTheStorageStandsStill() throws Exception {
        HeldStorage storage = new HeldStorage();
        instead(AdminPort.open(AdminTransport.port(0), builder -> builder.storage(storage)));
        assertThat(admin.get("/healthz").statusCode()).isEqualTo(200);
        for (int i = 0; i < 3; i++) {
            long began = System.nanoTime();
            HttpResponse<String> health = admin.get("/healthz?through=publish&within=300ms");
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body()).contains("within 300 ms");
            assertThat(System.nanoTime() - began).isBetween(250_000_000L, 5_000_000_000L);
        }
        storage.letGo();
        assertThat(admin.get("/healthz?through=publish&within=10s").statusCode())
                .isEqualTo(200);
        assertThat(number(admin.get("/stats").body(), "published")).isLessThanOrEqualTo(2);
    }

    @Test
    void whoAsksThroughThePathHearsNothingGoodWhileALaneStandsStill() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        instead(AdminPort.open(
                AdminTransport.port(0),
                builder -> builder.authorizer(new Authorizer() {
                    @Override
                    public boolean decidesAtOnce() {
                        return true;
                    }

                    @Override
                    public CompletionStage<Decision> authorize(Identity identity, Action action, String channel) {
                        if (channel.equals("stuck")) {
                            try {
                                held.await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        }
                        return CompletableFuture.completedFuture(Decision.allow());
                    }
                })));
        StreamClient reader = admin.clients().stream("/channels/news", "Accept", "text/event-stream");
        assertThat(admin.get("/healthz?through=publish").statusCode()).isEqualTo(200);
        LineClient stuck = admin.clients().raw();
        stuck.say("GET /channels/stuck/history HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await().untilAsserted(() -> assertThat(
                        admin.get("/healthz?through=publish&within=300ms").statusCode())
                .isEqualTo(503));
        assertThat(admin.get("/healthz").statusCode()).isEqualTo(200);
        assertThat(admin.get("/sessions").body()).contains("\"whole\":false");
        held.countDown();
        assertThat(admin.get("/healthz?through=publish&within=10s").statusCode())
                .isEqualTo(200);
        reader.close();
    }

    @Test
    void whoAsksThroughThePathHearsNothingGoodWhileALaneStandsStillOnWhichThereIsNobody() throws Exception {
        HttpTransport http = HttpTransport.port(0).lanes(3);
        AdminTransport port = AdminTransport.port(0);
        CountDownLatch held = new CountDownLatch(1);
        try (Broker broker = Broker.builder().transport(http).transport(port).build()) {
            String path = "http://127.0.0.1:" + port.port() + "/healthz?through=publish&within=";
            assertThat(status(path + "10s")).isEqualTo(200);
            http.ownLanes().get(1).execute(() -> {
                try {
                    held.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(status(path + "300ms")).isEqualTo(503);
            assertThat(broker.stats().connections()).isZero();
            held.countDown();
            assertThat(status(path + "10s")).isEqualTo(200);
        }
    }

    private static int status(String address) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void nobodyCountsTheProbeAmongSessionsAndItsChannelCanBeRead() throws Exception {
        admin.clients().webSocket("/channels/news");
        await().until(() -> admin.broker().stats().subscriptions() == 1);
        assertThat(admin.get("/healthz?through=publish").statusCode()).isEqualTo(200);
        await().untilAsserted(() ->
                assertThat(number(admin.get("/stats").body(), "subscriptions")).isEqualTo(1));
        assertThat(number(admin.get("/stats").body(), "connections")).isEqualTo(1);
        assertThat(admin.get("/channels/$health/history").body()).contains("\"data\":\"alive\"");
        assertThat(admin.clients().get("/channels/$health/history").statusCode())
                .isEqualTo(422);
    }

    // ---- sessions

    @Test
    void sessionsOfUsersAreListedWithTheirDeviceAndEndedWithAReason() throws Exception {
        StreamClient anna = admin.clients().stream("/inbox?user=anna&device=page", "Accept", "application/x-ndjson");
        anna.line();
        InboxSession phone = admin.broker().inbox("anna", "phone").open().join();
        assertThat(admin.get("/sessions?user=anna").body())
                .contains("\"user\":\"anna\",\"device\":\"page\",\"transport\":\"http\"")
                .contains("\"user\":\"anna\",\"device\":\"phone\",\"transport\":\"process\"");
        assertThat(admin.post("/users/anna/disconnect?reason=enough", "").body().strip())
                .isEqualTo("{\"disconnected\":2}");
        assertThat(phone.next(Duration.ofSeconds(20))).contains(new Closed("anna", Closed.Reason.KICKED, "enough"));
        await().until(() -> {
            String line = anna.line();
            return line == null || line.contains("enough");
        });
    }

    @Test
    void sessionsAreListedByTheIdThatPresenceShows() throws Exception {
        admin.clients().webSocket("/channels/news");
        admin.clients().webSocket("/channels/other");
        await().until(() -> admin.broker().stats().subscriptions() == 2);
        String present = admin.clients().get("/channels/news/presence").body();
        String id = text(present, "session");
        String sessions = admin.get("/sessions").body();
        assertThat(sessions)
                .contains("\"id\":\"" + id + "\"", "\"transport\":\"websocket\"", "\"remoteAddress\":\"127.0.0.1\"")
                .contains("\"subscriptions\":1", "\"whole\":true");
        assertThat(admin.get("/sessions?limit=1").body()).contains("\"whole\":false");
        assertThat(admin.get("/sessions?user=nobody").body().strip()).isEqualTo("{\"sessions\":[],\"whole\":true}");
        assertThat(admin.get("/sessions?limit=0").statusCode()).isEqualTo(400);
    }

    @Test
    void whoIsDisconnectedIsToldWhetherToComeBack() throws Exception {
        WebSocketClient first = admin.clients().webSocket("/channels/news");
        await().until(() -> admin.broker().stats().subscriptions() == 1);
        assertThat(disconnect("?reason=spam").body().strip()).isEqualTo("{\"disconnected\":1}");
        assertThat(first.next()).isEqualTo("<close 4444 444 spam>");
        WebSocketClient second = admin.clients().webSocket("/channels/news");
        await().until(() -> admin.broker().stats().subscriptions() == 1);
        disconnect("?reconnect=true");
        assertThat(second.next()).startsWith("<close 1012 ");
        assertThat(admin.post("/sessions/nobody/disconnect", "").statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> disconnect(String query) throws Exception {
        String id = text(admin.get("/sessions").body(), "id");
        return admin.post("/sessions/" + id + "/disconnect" + query, "");
    }

    @Test
    void aCentrifugeClientThatIsKickedDoesNotComeBackAndABroadcastIsAMessageToIt() throws Exception {
        WebSocketClient client =
                admin.clients().webSocket("/connection/websocket").say("{\"id\":1,\"connect\":{}}");
        assertThat(client.next()).contains("\"connect\":{");
        assertThat(admin.post("/broadcast", "{\"a\":1}", "Content-Type", "application/json")
                        .body()
                        .strip())
                .isEqualTo("{\"sessions\":1}");
        assertThat(client.next()).isEqualTo("{\"push\":{\"message\":{\"data\":{\"a\":1}}}}");
        disconnect("");
        assertThat(client.next()).isEqualTo("<close 3503 disconnected by the operator>");
    }

    @Test
    void aStreamOfEventsHearsBroadcastsAndItsEnd() throws Exception {
        StreamClient reader = admin.clients().stream("/channels/news", "Accept", "text/event-stream");
        StreamClient lines = admin.clients().stream("/channels/news", "Accept", "application/x-ndjson");
        reader.event();
        lines.line();
        admin.clients().webSocket("/channels/news");
        await().until(() -> admin.broker().stats().subscriptions() == 3);
        assertThat(admin.post("/broadcast", "two\nlines").body().strip()).isEqualTo("{\"sessions\":2}");
        assertThat(reader.event()).containsExactly("event: broadcast", "data: two", "data: lines");
        assertThat(lines.line()).isEqualTo("{\"broadcast\":\"two\\nlines\"}");
        assertThat(admin.post("/users//disconnect", "").statusCode()).isEqualTo(404);
        admin.broker().disconnectUser("", Farewell.STAY_AWAY, "enough").join();
        assertThat(reader.event()).containsExactly("event: end", "data: {\"code\":444,\"message\":\"enough\"}");
        assertThat(reader.line()).isNull();
    }

    @Test
    void whoDrainsSendsAllAwayAndTheApplicationGoesOn() throws Exception {
        WebSocketClient client = admin.clients().webSocket("/channels/news");
        await().until(() -> admin.broker().stats().subscriptions() == 1);
        assertThat(admin.get("/readyz").statusCode()).isEqualTo(200);
        assertThat(admin.post("/drain?over=200ms", "").body()).contains("\"state\":\"DRAINING\"");
        assertThat(admin.get("/readyz").statusCode()).isEqualTo(503);
        assertThat(client.next()).startsWith("<close 1012 ");
        await().until(() -> admin.broker().stats().connections() == 0);
        await().untilAsserted(() -> Assertions.assertThatThrownBy(
                        () -> admin.clients().get("/channels/news/history"))
                .isInstanceOf(ConnectException.class));
        assertThat(admin.broker()
                        .channel("news")
                        .publish("on")
                        .join()
                        .position()
                        .offset())
                .isEqualTo(1);
        assertThat(admin.broker().state()).isEqualTo(BrokerState.DRAINING);
        assertThat(admin.get("/healthz").statusCode()).isEqualTo(200);
        assertThat(admin.get("/stats").body()).startsWith("{\"state\":\"DRAINING\"");
    }

    // ---- channels

    @Test
    void theOperatorPublishesAndReads() throws Exception {
        assertThat(admin.post("/channels/news?key=k", "hello", "Idempotency-Key", "1")
                        .body())
                .contains("\"offset\":1");
        assertThat(admin.post("/channels/news?key=k", "hello", "Idempotency-Key", "1")
                        .body())
                .contains("\"repeat\":true");
        assertThat(admin.get("/channels/news/history?since=0&limit=5").body())
                .contains("\"data\":\"hello\"", "\"key\":\"k\"");
        assertThat(admin.post("/channels/$health", "x").statusCode()).isEqualTo(422);
        assertThat(admin.get("/channels/@ann/history").statusCode()).isEqualTo(422);
        assertThat(admin.post("/pushes", "x").statusCode()).isEqualTo(404);
    }

    static long number(String json, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":(\\d+)").matcher(json);
        assertThat(found.find()).as("%s in %s", name, json).isTrue();
        return Long.parseLong(found.group(1));
    }

    private static String text(String json, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        assertThat(found.find()).as("%s in %s", name, json).isTrue();
        return found.group(1);
    }
}
