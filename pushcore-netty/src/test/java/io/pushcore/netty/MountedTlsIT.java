package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.pushcore.Broker;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP port inside a host's server that speaks TLS. */
@Timeout(60)
@ExtendWith(LeakWatch.class)
final class MountedTlsIT {
    private static final TestCertificate SERVER = TestCertificate.of("server");

    @TempDir
    private Path directory;

    @Test
    void requestsAndWebSocketsGoOverTheTlsOfTheHost() throws Exception {
        TlsDirectory files = TlsDirectory.with(directory, SERVER);
        var tls = SslContextBuilder.forServer(
                        files.chain().toFile(), files.key().toFile())
                .sslProvider(SslProvider.JDK)
                .build();
        HttpMount mount = HttpMount.create();
        HttpClient client = HttpClient.newBuilder().sslContext(SERVER.trusted()).build();
        try (HostServer host = HostServer.secure(tls, mount);
                Broker broker = Broker.builder().transport(mount).build()) {
            String authority = "127.0.0.1:" + host.port();
            WebSocketClient socket = WebSocketClient.open(client, URI.create("wss://" + authority + "/channels/c"));
            broker.channel("c").publish("hello").join();
            assertThat(socket.next()).isEqualTo("hello");
            assertThat(status(client, authority, "https://" + authority)).isEqualTo(200);
            assertThat(status(client, authority, "http://" + authority)).isEqualTo(403);
            socket.close();
        }
    }

    private static int status(HttpClient client, String authority, String origin) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://" + authority + "/channels/c/history"))
                .header("Origin", origin)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
}
