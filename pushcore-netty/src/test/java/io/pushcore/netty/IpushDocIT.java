package io.pushcore.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pushcore.Broker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The lines of docs/ipush.md, run by a shell with curl")
@Timeout(60)
final class IpushDocIT {
    private static final Path DOC = Path.of("../docs/ipush.md");
    private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
    private static final String ORDER =
            "{\"y\":3,\"s\":1,\"t\":\"anna\",\"f\":\"shop\",\"b\":\"your order is on its way\"}\n";
    private static final String HELLO =
            "{\"y\":4,\"s\":2,\"t\":\"anna\",\"f\":\"editor\",\"c\":\"news\",\"b\":\"hello all\"}\n";

    @TempDir
    Path directory;

    /** In the order of the page; what changes from run to run is a pattern. */
    private static Map<String, String> answers(int port) {
        Map<String, String> answers = new LinkedHashMap<>();
        String ok = Pattern.quote("{\"result\":\"ok\"}\n");
        String offline = Pattern.quote("{\"result\":\"ok\",\"user_offline\":1}\n");
        answers.put("curl 'localhost:9001/sub?uid=anna&cid=news'", ok);
        answers.put("curl 'localhost:9001/pub?to=anna&from=shop' -d 'your order is on its way'", offline);
        answers.put("curl 'localhost:9001/pub?channel=news&from=editor&ttl=3600' -d 'hello all'", ok);
        answers.put("curl 'localhost:9001/pub?to=anna&from=shop&ttl=0' -d 'only if you are there'", offline);
        answers.put(
                "curl 'localhost:9001/msg?uid=anna'",
                Pattern.quote(
                        "{\n   \"result\" : [\n      " + quoted(ORDER) + ",\n      " + quoted(HELLO) + "\n   ]\n}\n"));
        answers.put("curl -N 'localhost:9000/connect?uid=anna&password=secret&type=2'", Pattern.quote(ORDER));
        answers.put(
                "curl 'localhost:9001/shard?uid=anna'",
                Pattern.quote("{\n   \"result\" : \"127.0.0.1:" + port + "\"\n}\n"));
        answers.put("curl 'localhost:9001/broadcast?content=maintenance+at+noon'", ok);
        answers.put("curl 'localhost:9001/unsub?uid=anna&cid=news'", ok);
        answers.put("curl 'localhost:9001/disconnect?uid=anna'", ok);
        answers.put(
                "curl 'localhost:9001/stats'",
                "\\{\"result\":\\{\"auth_fail_number\":0,\"bad_request_number\":0,\"error_number\":0,\"recv_type\":\\{.*},"
                        + "\"redirect_number\":0,\"request\":\\{.*\"Connect\":1,.*\"Pub\":3,.*\"Stats\":1,\"Sub\":1,.*},"
                        + "\"server_start_datetime\":\"[0-9/]{10} [0-9:]{8}\",\"server_start_timestamp\":[0-9]+,"
                        + "\"throughput\":\\{.*\"total_send_number\":1},\"user\":\\{\"connect\":1,.*}}}\n");
        return answers;
    }

    private static String quoted(String json) {
        return '"' + json.replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    @Test
    void everyLineOfThePageIsAnsweredAsItSays() throws Exception {
        assumeTrue(run("command -v curl").startsWith("/"), "no curl on this machine");
        List<String> commands = BLOCK.matcher(Files.readString(DOC, UTF_8))
                .results()
                .flatMap(block -> block.group(1).lines())
                .toList();
        IpushTransport clients = IpushTransport.port(0).lanes(1);
        IpushAdminTransport admin = IpushAdminTransport.port(0, clients);
        Broker broker = Broker.builder().transport(clients).transport(admin).build();
        try (broker) {
            Map<String, String> answers = answers(clients.port());
            assertThat(answers.keySet()).containsExactlyElementsOf(commands);
            for (Map.Entry<String, String> line : answers.entrySet()) {
                String command = line.getKey()
                        .replace("localhost:9000", "127.0.0.1:" + clients.port())
                        .replace("localhost:9001", "127.0.0.1:" + admin.port());
                assertThat(run(command + " --silent")).as(line.getKey()).matches(line.getValue());
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
                .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return said;
    }
}
