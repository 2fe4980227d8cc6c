package io.pushcore.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several brokers, each a process of its own, over one PostgreSQL. */
@Timeout(240)
class ServeClusterIT {
    private static final String KEY = "a key of sixteen bytes and more";
    private static final Pattern HTTP = Pattern.compile("http +127\\.0\\.0\\.1:([0-9]+)");
    private static final Pattern IPUSH =
            Pattern.compile("ipush +127\\.0\\.0\\.1:([0-9]+), admin 127\\.0\\.0\\.1:([0-9]+)");
    private static EmbeddedPostgres database;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<ServeProcess> nodes = new ArrayList<>();

    @TempDir
    Path directory;

    @BeforeAll
    static void startDatabase() throws IOException {
        database = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .start();
    }

    @AfterAll
    static void stopDatabase() throws IOException {
        database.close();
    }

    @BeforeEach
    void forgetAll() throws Exception {
        sql("DROP SCHEMA IF EXISTS pushcore CASCADE");
    }

    @AfterEach
    void stop() {
        nodes.forEach(ServeProcess::close);
    }

    private static void sql(String statement) throws Exception {
        try (Connection connection = database.getPostgresDatabase().getConnection();
                Statement there = connection.createStatement()) {
            there.execute(statement);
        }
    }

    private static String url() {
        return database.getJdbcUrl("postgres", "postgres");
    }

    private ServeProcess node(String... more) throws IOException {
        List<String> options =
                new ArrayList<>(List.of("--line", "0", "--store", url(), "--peers", "pg", "--cluster-key", KEY));
        options.addAll(List.of(more));
        ServeProcess node = ServeProcess.start(directory, options.toArray(String[]::new));
        nodes.add(node);
        return node;
    }

    private static String found(ServeProcess node, Pattern port, int group) throws IOException {
        Matcher matcher = port.matcher(node.said());
        assertThat(matcher.find()).as(node.said()).isTrue();
        return matcher.group(group);
    }

    private HttpResponse<String> get(String url) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }

    private void publish(ServeProcess node, String channel, String text) throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + found(node, HTTP, 1) + "/channels/" + channel))
                        .POST(BodyPublishers.ofString(text))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private String stats(ServeProcess node) throws Exception {
        return get("http://127.0.0.1:" + node.adminPort() + "/stats").body();
    }

    private static int states(String stats, String state) {
        return stats.split("\"state\":\"" + state + "\"", -1).length - 1;
    }

    @Test
    void whatIsPublishedAtOneIsHeardAtTheOtherAndBothAreShown() throws Exception {
        ServeProcess one = node();
        ServeProcess two = node();
        assertThat(one.said())
                .contains("store: jdbc:postgresql://")
                .contains("no standby")
                .doesNotContain("user=");
        CommandRun heard = new CommandRun();
        heard.start("sub", "news", "--port", two.port(), "--count", "2");
        await().untilAsserted(() -> assertThat(stats(two)).contains("\"subscriptions\":1"));
        publish(one, "news", "from one");
        publish(two, "news", "from two");
        assertThat(heard.exitCode()).isZero();
        assertThat(heard.out()).isEqualTo("news 1 from one\nnews 2 from two\n");
        // the broker itself and two nodes
        await().untilAsserted(() -> assertThat(states(stats(one), "READY")).isEqualTo(3));
        CommandRun top = new CommandRun();
        top.start("top", "--once", "--admin", one.adminPort());
        assertThat(top.exitCode()).isZero();
        assertThat(top.out()).contains("nodes, by postgresql");
        assertThat(get("http://127.0.0.1:" + one.adminPort() + "/readyz").body())
                .contains("\"nodes\":2");
    }

    @Test
    void oneThatLeavesIsSeenToAndItsClientsGoOnAtTheOther() throws Exception {
        ServeProcess one = node();
        ServeProcess two = node();
        publish(one, "news", "before");
        await().untilAsserted(() -> assertThat(states(stats(two), "READY")).isEqualTo(3));
        assertThat(one.end("TERM")).isZero();
        await().untilAsserted(() -> assertThat(states(stats(two), "READY")).isEqualTo(2));
        assertThat(get("http://127.0.0.1:" + found(two, HTTP, 1) + "/channels/news/history?since=0")
                        .body())
                .contains("before");
    }

    @Test
    void clientsOfIpushAreSentToTheNodeThatServesThem() throws Exception {
        ServeProcess one = node("--ipush", "0:0", "--ipush-redirect", "--node-address", "one.example:9000");
        ServeProcess two = node("--ipush", "0:0", "--ipush-redirect", "--node-address", "two.example:9000");
        await().untilAsserted(() -> assertThat(states(stats(one), "READY")).isEqualTo(3));
        await().untilAsserted(() -> assertThat(states(stats(two), "READY")).isEqualTo(3));
        int elsewhere = 0;
        for (int user = 0; user < 20; user++) {
            String shard = get("http://127.0.0.1:" + found(one, IPUSH, 2) + "/shard?uid=user" + user)
                    .body();
            assertThat(get("http://127.0.0.1:" + found(two, IPUSH, 2) + "/shard?uid=user" + user)
                            .body())
                    .as("both say the same")
                    .isEqualTo(shard);
            if (shard.contains("two.example:9000")) {
                elsewhere++;
                HttpResponse<String> sent =
                        get("http://127.0.0.1:" + found(one, IPUSH, 1) + "/connect?uid=user" + user + "&password=x");
                assertThat(sent.statusCode()).isEqualTo(303);
                assertThat(sent.headers().firstValue("Location").orElse(""))
                        .startsWith("http://two.example:9000/connect?")
                        .contains("uid=user" + user);
            }
        }
        assertThat(elsewhere).as("of 20 users").isBetween(2, 18);
    }

    @Test
    void whatDoesNotFitIsSaidAtTheStart() throws Exception {
        ServeProcess nobody =
                ServeProcess.start(directory, "--store", "jdbc:postgresql://127.0.0.1:1/none?user=u&password=hidden");
        assertThat(nobody.exitCode()).isEqualTo(1);
        assertThat(nobody.said()).contains("PostgreSQL cannot be reached").doesNotContain("hidden");
        sql("CREATE SCHEMA pushcore");
        sql("CREATE TABLE pushcore.version (version int NOT NULL)");
        sql("INSERT INTO pushcore.version VALUES (9999)");
        ServeProcess newer = ServeProcess.start(directory, "--store", url());
        assertThat(newer.exitCode()).isEqualTo(1);
        assertThat(newer.said()).contains("version 9999");
        ServeProcess nowhere = ServeProcess.start(
                directory, "--store", url(), "--peers", "redis://:hidden@127.0.0.1:1", "--cluster-key", KEY);
        assertThat(nowhere.exitCode()).isEqualTo(1);
        assertThat(nowhere.said()).doesNotContain("hidden");
    }
}
