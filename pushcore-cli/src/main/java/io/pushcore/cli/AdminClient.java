package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.Names;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks the admin port of a broker. */
final class AdminClient {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LONG_PATIENCE = Duration.ofHours(12);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    private final String address;
    private final String token;

    /** @param address HOST:PORT, or a port of this machine */
    AdminClient(String address, String token) {
        this.address = address.contains(":") ? address : "localhost:" + address;
        this.token = token;
    }

    /** HOST:PORT. */
    String address() {
        return address;
    }

    /** What a path answers. */
    JsonValue get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = ask(path, false);
        if (answer.statusCode() == 401) {
            throw new CommandFailed(ExitCode.FAILED, "the admin port asks for its token: --admin-token");
        }
        if (answer.statusCode() != 200) {
            throw new CommandFailed(
                    ExitCode.FAILED, "the admin port at " + address + " answered " + answer.statusCode());
        }
        return JsonValue.parse(answer.body())
                .orElseThrow(() -> new ConnectionLost("no admin port of a broker at " + address));
    }

    /** Has something done, however long that takes; what is wrong with it is said in the words of the answer. */
    void post(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = ask(path, true);
        if (answer.statusCode() == 401) {
            throw new CommandFailed(ExitCode.FAILED, "the admin port asks for its token: --admin-token");
        }
        if (answer.statusCode() != 200) {
            String why = JsonValue.parse(answer.body())
                    .map(said -> said.of("message").text())
                    .filter(said -> !said.isEmpty())
                    .orElse("the admin port at " + address + " answered " + answer.statusCode());
            throw new CommandFailed(ExitCode.FAILED, why);
        }
    }

    private HttpResponse<String> ask(String path, boolean isChange) throws IOException, InterruptedException {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + address + path))
                    .timeout(isChange ? LONG_PATIENCE : PATIENCE);
            if (isChange) {
                request.POST(HttpRequest.BodyPublishers.noBody());
            }
            if (!token.isEmpty()) {
                request.header("Authorization", "Bearer " + token);
            }
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
        } catch (IllegalArgumentException e) {
            throw CommandFailed.usage("--admin must be HOST:PORT: " + Names.shown(address));
        } catch (IOException e) {
            String why = e.getMessage() == null ? "" : ": " + e.getMessage();
            throw new ConnectionLost("cannot reach the admin port at " + address + why);
        }
    }
}
