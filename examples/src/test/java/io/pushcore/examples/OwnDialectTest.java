package io.pushcore.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.netty.TcpTransport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Own dialect over real sockets. */
class OwnDialectTest {
    @Test
    void whatIsShoutedIsHeardInCapitals() throws IOException {
        TcpTransport transport = TcpTransport.port(0, new OwnDialect());
        try (Broker broker = Broker.builder().transport(transport).build();
                Client hearer = new Client(transport.port());
                Client shouter = new Client(transport.port())) {
            hearer.say("HEAR street");
            assertThat(hearer.line()).isEqualTo("YES");
            shouter.say("SHOUT street good morning");
            assertThat(shouter.line()).isEqualTo("YES");
            broker.channel("street").publish("and from within");
            assertThat(hearer.line()).isEqualTo("street: GOOD MORNING!");
            assertThat(hearer.line()).isEqualTo("street: AND FROM WITHIN!");
            shouter.say("WHISPER street psst");
            assertThat(shouter.line()).isEqualTo("NO, say HEAR or SHOUT");
            shouter.say("SHOUT @ann hey");
            assertThat(shouter.line()).startsWith("NO, channel names that begin with @");
        }
    }

    @Test
    void whoIsToldOfTheEndAndLeavesIsNotWaitedFor() throws Exception {
        TcpTransport transport = TcpTransport.port(0, new OwnDialect());
        Broker broker = Broker.builder().transport(transport).build();
        Client hearer = new Client(transport.port());
        hearer.say("HEAR street");
        assertThat(hearer.line()).isEqualTo("YES");
        CompletableFuture<String> last = CompletableFuture.supplyAsync(hearer::lastLine);
        long began = System.nanoTime();
        broker.close(Duration.ofSeconds(60));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
        assertThat(last.get()).startsWith("BYE, ");
    }

    /** A telnet. */
    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;
        private final Writer out;

        Client(int port) throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout(10_000);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            out = new OutputStreamWriter(socket.getOutputStream(), UTF_8);
        }

        void say(String line) throws IOException {
            out.write(line + "\n");
            out.flush();
        }

        /** Reads to the end and leaves. */
        String lastLine() {
            String last = "";
            try (this) {
                for (String line = line(); line != null; line = line()) {
                    last = line;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return last;
        }

        String line() throws IOException {
            return in.readLine();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
