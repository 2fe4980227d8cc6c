package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pushcore.Broker;
import io.pushcore.PushCoreException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The admin port of ipush, as its clients notice it")
@Timeout(60)
class IpushAdminIT {
    private static final String OK = "{\"result\":\"ok\"}\n";

    private final IpushTransport port = IpushTransport.port(0).lanes(1);
    private final IpushAdminTransport admin = IpushAdminTransport.port(0, port).clientAddress("push.example:9000");
    private final HttpClient client = HttpClient.newHttpClient();
    private final Broker broker =
            Broker.builder().transport(port).transport(admin).build();

    @AfterEach
    void close() {
        broker.close();
    }

    @Test
    void whatIsForNowOnlyReachesThoseWhoAreThereAndHasNoNumber() throws Exception {
        try (IpushClient anna = IpushClient.of(port.port(), "anna")) {
            assertThat(get("/sub?uid=anna&cid=news")).isEqualTo(OK);
            assertThat(get("/sub?uid=bert&cid=news")).isEqualTo(OK);
            assertThat(post("/pub?to=anna&from=op&ttl=0", "now")).isEqualTo(OK);
            assertThat(anna.next()).isEqualTo("{\"y\":3,\"t\":\"anna\",\"f\":\"op\",\"b\":\"now\"}\n");
            assertThat(post("/pub?channel=news&from=op&ttl=0", "all now")).isEqualTo(OK);
            assertThat(anna.next())
                    .isEqualTo("{\"y\":4,\"t\":\"anna\",\"f\":\"op\",\"c\":\"news\",\"b\":\"all now\"}\n");
            assertThat(post("/pub?to=anna&from=op", "kept")).isEqualTo(OK);
            assertThat(anna.next()).contains("\"s\":1,", "kept");
        }
        assertThat(get("/msg?uid=bert")).isEqualTo("{\n   \"result\" : []\n}\n");
        assertThat(get("/shard?uid=anna")).isEqualTo("{\n   \"result\" : \"push.example:9000\"\n}\n");
    }

    @Test
    void whatMsgListsHasTheNumbersThatDeliveryCarriesAndTheFirstIsOne() throws Exception {
        assertThat(get("/sub?uid=anna&cid=news")).isEqualTo(OK);
        post("/pub?to=anna&from=op", "one");
        post("/pub?channel=news&from=op", "two");
        String listed = get("/msg?uid=anna");
        assertThat(listed)
                .containsSubsequence("\\\"s\\\":1,", "\\\"b\\\":\\\"one", "\\\"s\\\":2,", "\\\"b\\\":\\\"two");
        post("/pub?to=anna&from=op", "three");
        try (IpushClient anna = IpushClient.of(port.port(), "anna")) {
            assertThat(anna.next()).contains("\"s\":1,", "one");
            assertThat(anna.next()).contains("\"s\":2,", "two");
            assertThat(anna.next()).contains("\"s\":3,", "three");
            anna.say("{\"y\":5,\"s\":2}");
            await().untilAsserted(() ->
                    assertThat(get("/msg?uid=anna")).contains("\\\"s\\\":3,").doesNotContain("one", "two"));
        }
    }

    @Test
    void whoIsDisconnectedSeesTheEndAndFiguresSayWhoIsThere() throws Exception {
        try (IpushClient anna = IpushClient.of(port.port(), "anna");
                IpushClient again = IpushClient.of(port.port(), "anna");
                IpushClient bert = IpushClient.of(port.port(), "bert")) {
            assertThat(anna.rest()).isEqualTo("0\r\n\r\n");
            bert.say("{\"y\":3,\"t\":\"anna\",\"b\":\"x\"}");
            again.next();
            await().untilAsserted(() -> assertThat(get("/stats"))
                    .contains("\"msg\":1,", "\"connect\":2,", "\"reconnect\":1,", "\"user_number\":2}"));
            assertThat(get("/broadcast?content=noon")).isEqualTo(OK);
            assertThat(bert.next()).isEqualTo("{\"y\":3,\"t\":\"bert\",\"b\":\"noon\"}\n");
            assertThat(get("/disconnect?uid=bert")).isEqualTo(OK);
            assertThat(bert.rest()).isEqualTo("0\r\n\r\n");
            await().untilAsserted(() -> assertThat(get("/stats")).contains("\"disconnect\":1,", "\"user_number\":1}"));
        }
    }

    @Test
    void whereOthersReachItItNeedsAToken() {
        IpushTransport clients = IpushTransport.port(0);
        assertThatThrownBy(() -> Broker.builder()
                        .transport(clients)
                        .transport(IpushAdminTransport.port(0, clients).bind("0.0.0.0"))
                        .build())
                .isInstanceOf(PushCoreException.class)
                .hasMessageContaining("needs a token");
    }

    private String get(String target) throws Exception {
        return body(HttpRequest.newBuilder(address(target)));
    }

    private String post(String target, String body) throws Exception {
        return body(HttpRequest.newBuilder(address(target)).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private URI address(String target) {
        return URI.create("http://127.0.0.1:" + admin.port() + target);
    }

    private String body(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
