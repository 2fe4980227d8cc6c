package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Authorizer;
import io.pushcore.Authorizer.Action;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("As whom one follows and sends on the ports of ipush: as oneself, or where the authorizer says so")
@Timeout(120)
class IpushIdentitiesIT {
    private static final List<String> AS_BERT = List.of(
            "{\"y\":1,\"u\":\"bert\",\"c\":\"team\"}",
            "{\"y\":1,\"f\":\"bert\",\"c\":\"team\"}",
            "{\"y\":2,\"u\":\"bert\",\"c\":\"team\"}",
            "{\"y\":3,\"f\":\"bert\",\"t\":\"carla\",\"b\":\"x\"}",
            "{\"y\":4,\"f\":\"bert\",\"c\":\"team\",\"b\":\"x\"}");

    private IpushBroker ipush;

    @AfterEach
    void close() throws Exception {
        ipush.close();
    }

    /** Everything, but to act as those who are not named. */
    private static Authorizer lettingActAs(String... users) {
        List<String> logs = List.of(users).stream().map(user -> "@" + user).toList();
        return (identity, action, channel) -> CompletableFuture.completedFuture(
                action != Action.IMPERSONATE || logs.contains(channel)
                        ? Authorizer.Decision.allow()
                        : Authorizer.Decision.deny("not as " + channel));
    }

    @Test
    void whereNobodyIsAskedOneActsAsOneself() throws Exception {
        ipush = IpushBroker.open(builder -> builder);
        IpushClient anna = ipush.connected("anna");
        WebSocketClient socket = ipush.webSocket("uid=dora&password=x");
        for (String lie : AS_BERT) {
            assertThat(anna.say(lie).next()).as(lie).isEqualTo("{\"error\":\"one acts as oneself: bert\"}\n");
            assertThat(socket.say(lie).next()).as(lie).isEqualTo("{\"error\":\"one acts as oneself: bert\"}\n");
        }
        assertNothingHappened();
        anna.say("{\"y\":3,\"f\":\"anna\",\"t\":\"anna\",\"b\":\"as oneself\"}");
        assertThat(anna.next()).contains("\"f\":\"anna\",\"b\":\"as oneself\"");
    }

    @Test
    void asAnotherOneIsRefusedUnlessTheAuthorizerSaysSo() throws Exception {
        ipush = IpushBroker.open(builder -> IpushBroker.knowing(builder).authorizer(lettingActAs("eve")));
        IpushClient anna = ipush.stream(IpushBroker.known("anna"));
        WebSocketClient socket = ipush.webSocket(IpushBroker.known("dora"));
        for (String lie : AS_BERT) {
            assertThat(anna.say(lie).next()).as(lie).isEqualTo("{\"error\":\"not as @bert\"}\n");
            assertThat(socket.say(lie).next()).as(lie).isEqualTo("{\"error\":\"not as @bert\"}\n");
        }
        assertNothingHappened();
    }

    @Test
    void withAnAuthenticatorAndNoAuthorizerOneReadsOnesInboxAndNothingElse() throws Exception {
        ipush = IpushBroker.open(IpushBroker::knowing);
        IpushClient anna = ipush.stream(IpushBroker.known("anna"));
        WebSocketClient socket = ipush.webSocket(IpushBroker.known("dora"));
        for (String message : AS_BERT) {
            String own = message.replaceAll("\"[uf]\":\"bert\",", "");
            for (String one : List.of(message, own)) {
                assertThat(anna.say(one).next()).as(one).contains("no authorizer says who may");
                assertThat(socket.say(one).next()).as(one).contains("no authorizer says who may");
            }
        }
        assertNothingHappened();
        ipush.broker().push("anna", "hers").join();
        assertThat(anna.next()).contains("hers");
    }

    private void assertNothingHappened() {
        assertThat(ipush.broker().inbox("bert").follows().join()).isEmpty();
        assertThat(ipush.broker().inbox("carla").pending(9).join().count()).isZero();
        assertThat(ipush.broker().channel("team").head().join().offset()).isZero();
    }

    @Test
    void whomTheAuthorizerLetsFollowsAndSendsAsAnother() throws Exception {
        ipush = IpushBroker.open(builder -> IpushBroker.knowing(builder).authorizer(lettingActAs("bert")));
        IpushClient carla = ipush.stream(IpushBroker.known("carla"));
        IpushClient anna = ipush.stream(IpushBroker.known("anna"));
        anna.say(AS_BERT.get(0));
        assertFollows(true);
        anna.say(AS_BERT.get(2));
        assertFollows(false);
        anna.say(AS_BERT.get(1));
        assertFollows(true);
        anna.say(AS_BERT.get(3));
        assertThat(carla.next()).isEqualTo("{\"y\":3,\"s\":1,\"t\":\"carla\",\"f\":\"bert\",\"b\":\"x\"}\n");
        anna.say(AS_BERT.get(4));
        assertThat(ipush.stream(IpushBroker.known("bert")).next())
                .isEqualTo("{\"y\":4,\"s\":1,\"t\":\"bert\",\"f\":\"bert\",\"c\":\"team\",\"b\":\"x\"}\n");
        // the consent is for bert, and for nobody else
        assertThat(anna.say("{\"y\":3,\"f\":\"dora\",\"t\":\"carla\",\"b\":\"x\"}")
                        .next())
                .isEqualTo("{\"error\":\"not as @dora\"}\n");
    }

    @Test
    void whomTheAuthorizerLetsDoesSoOverAWebSocketToo() throws Exception {
        ipush = IpushBroker.open(builder -> IpushBroker.knowing(builder).authorizer(lettingActAs("bert")));
        IpushClient carla = ipush.stream(IpushBroker.known("carla"));
        WebSocketClient anna = ipush.webSocket(IpushBroker.known("anna"));
        anna.say(AS_BERT.get(0));
        assertFollows(true);
        anna.say(AS_BERT.get(3));
        assertThat(carla.next()).contains("\"f\":\"bert\",");
        anna.say(AS_BERT.get(4));
        assertThat(ipush.stream(IpushBroker.known("bert")).next()).contains("\"f\":\"bert\",\"c\":\"team\",");
        anna.say(AS_BERT.get(2));
        assertFollows(false);
    }

    private void assertFollows(boolean follows) {
        await().until(() -> ipush.broker().inbox("bert").follows().join().isEmpty() != follows);
    }

    @Test
    void onTheAdminPortWhoShowsItsTokenActsForUsersAndNobodyElse() throws Exception {
        String token = "0123456789abcdef";
        ipush = IpushBroker.guarded(token);
        String bearer = "Authorization: Bearer " + token;
        for (String[] headers : new String[][] {{}, {"Authorization: Bearer 0123456789abcdeX"}}) {
            assertThat(ipush.admin("GET /sub?uid=bert&cid=team", "", headers)).startsWith("HTTP/1.1 401 ");
            assertThat(ipush.admin("POST /pub?to=carla&from=bert", "x", headers))
                    .startsWith("HTTP/1.1 401 ");
            assertThat(ipush.admin("GET /msg?uid=bert", "", headers)).startsWith("HTTP/1.1 401 ");
        }
        assertNothingHappened();
        assertThat(ipush.admin("GET /sub?uid=bert&cid=team", "", bearer)).startsWith("HTTP/1.1 200 ");
        assertFollows(true);
        assertThat(ipush.admin("POST /pub?to=carla&from=bert", "x", bearer)).startsWith("HTTP/1.1 200 ");
        assertThat(ipush.connected("carla").next()).contains("\"f\":\"bert\",\"b\":\"x\"");
        assertThat(ipush.admin("GET /unsub?uid=bert&cid=team", "", bearer)).startsWith("HTTP/1.1 200 ");
        assertFollows(false);
    }
}
