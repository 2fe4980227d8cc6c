package io.pushcore.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The lines of docs/operating.md, run by a shell with curl")
@Timeout(60)
final class AdminDocIT {
    private static final Path DOC = Path.of("../docs/operating.md");
    private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path directory;

    /** In the order of the page; what changes from run to run is a pattern. */
    private static Map<String, String> answers() {
        Map<String, String> answers = new LinkedHashMap<>();
        String ready = "\\{\"state\":\"READY\",\"frozenChannels\":0";
        answers.put("curl localhost:8001/healthz", ready + "}");
        answers.put("curl 'localhost:8001/healthz?through=publish&within=5s'", ready + ",\"tookMicros\":[0-9]+}");
        answers.put("curl localhost:8001/readyz", ready + "}");
        answers.put("curl localhost:8001/stats", "\\{\"state\":\"READY\",\"connections\":1,.*\"published\":1,.*}");
        answers.put(
                "curl 'localhost:8001/sessions?limit=2'",
                "\\{\"sessions\":\\[\\{\"id\":\"[0-9a-v]{12}\",\"user\":\"\",\"device\":\"\",\"transport\":\"websocket\","
                        + "\"remoteAddress\":\"127.0.0.1\",\"since\":\"[^\"]+\",\"subscriptions\":1,\"behind\":0}],"
                        + "\"whole\":true}");
        answers.put("curl -X POST 'localhost:8001/users/ann/disconnect?reason=spam'", "\\{\"disconnected\":0}");
        answers.put(
                "curl -X POST 'localhost:8001/sessions/0123456789ab/disconnect?reconnect=true'",
                "\\{\"code\":404,\"message\":\"no such session: 0123456789ab\"}");
        answers.put("curl localhost:8001/broadcast -d 'maintenance at noon'", "\\{\"sessions\":0}");
        answers.put(
                "curl localhost:8001/channels/news -d 'hello world'",
                "\\{\"epoch\":\"[0-9a-z]+\",\"offset\":1,\"durability\":\"MEMORY\"}");
        answers.put(
                "curl 'localhost:8001/channels/news/history?since=0&limit=10'",
                "\\{\"epoch\":\"[0-9a-z]+\",\"offset\":1,\"messages\":\\[.*\"data\":\"hello world\"}],.*}");
        answers.put(
                "curl 'localhost:8001/channels/$health/history'",
                "\\{\"epoch\":\"[0-9a-z]+\",\"offset\":1,\"messages\":\\[.*\"data\":\"alive\"}],.*}");
        answers.put(
                "curl localhost:8001/users/ann/push -d 'your order was sent'",
                "\\{\"epoch\":\"[0-9a-z]+\",\"offset\":1,\"online\":false}");
        answers.put(
                "curl localhost:8001/push -d '{\"users\":[\"ann\",\"not a name\"],\"data\":{\"a\":1}}'",
                "\\{\"results\":\\[\\{\"user\":\"ann\",\"epoch\":\"[0-9a-z]+\",\"offset\":2,\"online\":false},"
                        + "\\{\"user\":\"not a name\",\"code\":422,\"message\":\"[^\"]+\"}]}");
        answers.put("curl -X POST localhost:8001/reload", "\\{\"message\":\"rules and limits are read again\"}");
        // the only connection ends at any instant of that second, perhaps before the answer counts
        answers.put("curl -X POST 'localhost:8001/drain?over=1s'", "\\{\"state\":\"DRAINING\",\"connections\":[01]}");
        return answers;
    }

    @Test
    void everyLineOfThePageIsAnsweredAsItSays() throws Exception {
        assumeTrue(run("command -v curl").startsWith("/"), "no curl on this machine");
        List<String> commands = BLOCK.matcher(Files.readString(DOC, UTF_8))
                .results()
                .flatMap(block -> block.group(1).lines())
                .toList();
        assertThat(answers().keySet()).containsExactlyElementsOf(commands);
        try (AdminPort admin = AdminPort.open(
                AdminTransport.port(0).reload(() -> "rules and limits are read again"), builder -> builder)) {
            admin.clients().webSocket("/channels/other");
            org.awaitility.Awaitility.await().until(() -> admin.broker().stats().subscriptions() == 1);
            for (Map.Entry<String, String> line : answers().entrySet()) {
                String command = line.getKey().replace("localhost:8001", "127.0.0.1:" + admin.port());
                assertThat(run(command + " --silent").strip()).as(line.getKey()).matches(line.getValue());
            }
        }
    }

    private String run(String command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        // whatever its user has told curl to do always
        builder.environment().put("HOME", directory.toString());
        builder.environment()
                .keySet()
                .removeIf(name -> name.toLowerCase(java.util.Locale.ROOT).endsWith("_proxy"));
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return said;
    }
}
