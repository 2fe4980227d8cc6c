package io.pushcore.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is told by SIGHUP to read its file again. */
class ReloadIT {
    private static final String DONE = "pushcore: rules and limits are read again";

    @TempDir
    Path directory;

    private Path file;
    private ServeProcess broker;

    @BeforeEach
    void start() throws IOException {
        file = Files.writeString(directory.resolve("pushcore.properties"), "keep = 100\n");
        broker = ServeProcess.start(directory, "--line", "0", "--config", file.toString());
    }

    @AfterEach
    void end() {
        broker.close();
    }

    @Test
    void rulesAndLimitsChangeWhileItRuns() throws Exception {
        publish("c", "one\ntwo\nthree\n");
        assertThat(history("c")).isEqualTo("c 1 one\nc 2 two\nc 3 three\n");
        reload("keep = 100\nchannels.c.keep = 2\nlimit.newChannelsPerSecondPerConnection = 1\n", DONE + "\n");
        publish("c", "four\n");
        assertThat(history("c")).isEqualTo("c 3 three\nc 4 four\n");
        reload("keep = 2\nline = 2222\napp = web:hush\n", DONE + "; what was changed here takes a restart: --app\n");
        publish("d", "one\ntwo\nthree\n");
        assertThat(history("d")).isEqualTo("d 2 two\nd 3 three\n");
        assertThat(broker.said()).doesNotContain("hush");
        assertThat(broker.end("TERM")).isZero();
    }

    @Test
    void aFileThatIsWrongChangesNothing() throws Exception {
        reload(
                "keep = 1\nchannels.c.keep = 1\nchannels.c.kep-for = 1d\n",
                "pushcore: nothing is changed: unknown key in " + file + ", line 3: channels.c.kep-for\n");
        publish("c", "one\ntwo\n");
        assertThat(history("c")).isEqualTo("c 1 one\nc 2 two\n");
        reload(
                "keep = 1\nchannels.c.live = true\n",
                "pushcore: nothing is changed: " + file
                        + ", line 2: channels(\"c\") cannot change between live() and keeping a log while"
                        + " channel c is in use\n");
        publish("c", "three\n");
        assertThat(history("c")).isEqualTo("c 1 one\nc 2 two\nc 3 three\n");
        Files.delete(file);
        broker.signal("HUP");
        await().until(() -> broker.said().contains("nothing is changed: no such configuration file: " + file));
        reload("keep = 1\n", DONE + "\n");
        publish("c", "four\n");
        assertThat(history("c")).isEqualTo("c 4 four\n");
    }

    @Test
    void theAdminPortReadsItAgainToo() throws Exception {
        Files.writeString(file, "keep = 2\nhttp = 80\n");
        HttpResponse<String> done = ask();
        assertThat(done.statusCode()).isEqualTo(200);
        assertThat(done.body()).isEqualTo("{\"message\":\"rules and limits are read again\"}\n");
        publish("c", "one\ntwo\nthree\n");
        assertThat(history("c")).isEqualTo("c 2 two\nc 3 three\n");
        Files.writeString(file, "keep = 5\nchannels.c.durability = disk\n");
        HttpResponse<String> wrong = ask();
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body())
                .isEqualTo("{\"code\":440,\"message\":\"nothing is changed: " + file
                        + ", line 2: channels(\\\"c\\\") asks for durability DISK, the storage reaches MEMORY\"}\n");
        publish("c", "four\n");
        assertThat(history("c")).isEqualTo("c 3 three\nc 4 four\n");
    }

    private HttpResponse<String> ask() throws Exception {
        URI address = URI.create("http://127.0.0.1:" + broker.adminPort() + "/reload");
        HttpRequest request =
                HttpRequest.newBuilder(address).POST(BodyPublishers.noBody()).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    private void reload(String text, String answer) throws Exception {
        int before = broker.said().length();
        Files.writeString(file, text);
        broker.signal("HUP");
        await().atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(broker.said().substring(before)).isEqualTo(answer));
    }

    private void publish(String channel, String lines) throws IOException {
        CommandRun publisher = new CommandRun().input(lines).start("pub", channel, "-", "--port", broker.port());
        assertThat(publisher.exitCode()).as(publisher.err()).isZero();
    }

    private String history(String channel) throws IOException {
        return CommandRun.of("his", channel, "--port", broker.port()).out();
    }
}
