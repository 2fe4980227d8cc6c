package io.pushcore.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.memory.MemoryStorage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the chat's server answers; {@code e2e/chat.test.mjs} sees its page in a browser. */
class ChatRoomTest {
    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private ChatRoom room = new ChatRoom(0, MemoryStorage.create(), ChatPages.load(Optional.empty()));

    @AfterEach
    void close() {
        room.close();
    }

    @Test
    void thePageIsServedWithAllItNeeds() throws Exception {
        HttpResponse<String> page = get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
        assertThat(page.body()).contains("src=\"chat.js\"", "https://cdn.jsdelivr.net/npm/centrifuge@");
        assertThat(get("/chat.js").headers().firstValue("content-type")).contains("text/javascript; charset=utf-8");
        assertThat(get("/style.css").headers().firstValue("content-type")).contains("text/css; charset=utf-8");
        assertThat(get("/chat.js").body().lines().filter(line -> line.contains("from './")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(
                                get(line.replaceAll(".*from '\\.(.*)'", "$1")).statusCode())
                        .isEqualTo(200));
    }

    @Test
    void theLibraryIsServedFromItsDirectory() throws Exception {
        Path build = Files.createDirectory(directory.resolve("build"));
        Files.writeString(build.resolve("index.mjs"), "export const Centrifuge = 1");
        room.close();
        room = new ChatRoom(0, MemoryStorage.create(), ChatPages.load(Optional.of(directory)));
        assertThat(get("/").body()).contains("\"centrifuge\": \"/library.js\"").doesNotContain("https://cdn");
        assertThat(get("/library.js").body()).isEqualTo("export const Centrifuge = 1");
    }

    @Test
    void whatNobodyKnowsIsNotFoundByTheApplicationItself() throws Exception {
        HttpResponse<String> answer = get("/nothing");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("there is no page here\n");
    }

    @Test
    void theSameServerAnswersClients() throws Exception {
        CompletableFuture<String> welcome = new CompletableFuture<>();
        WebSocket socket = client.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + room.port() + "/connection/websocket"), first(welcome))
                .join();
        socket.sendText("{\"id\":1,\"connect\":{\"token\":\"anna\"}}", true).join();
        assertThat(welcome.get(10, TimeUnit.SECONDS)).startsWith("{\"id\":1,\"connect\":{\"client\":");
        socket.abort();
    }

    @Test
    void onlyWhoHasANameWrites() throws Exception {
        assertThat(post("/channels/chat").statusCode()).isEqualTo(403);
        assertThat(post("/channels/chat?token=anna").statusCode()).isEqualTo(200);
        assertThat(post("/channels/news?token=anna").statusCode()).isEqualTo(403);
        assertThat(post("/channels/chat?token=a*b%20c").statusCode()).isEqualTo(401);
        assertThat(post("/channels/chat?token=" + "a".repeat(33)).statusCode()).isEqualTo(401);
        assertThat(get("/channels/chat/history").body()).contains("\"data\":\"hello\",\"sender\":\"anna\"");
    }

    private static WebSocket.Listener first(CompletableFuture<String> message) {
        return new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
                message.complete(text.toString());
                return CompletableFuture.completedFuture(null);
            }
        };
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(to(path).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path) throws IOException, InterruptedException {
        return client.send(to(path).POST(BodyPublishers.ofString("hello")).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + room.port() + path));
    }
}
