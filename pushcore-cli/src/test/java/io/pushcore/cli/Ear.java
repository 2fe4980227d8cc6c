package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client over a raw socket or a WebSocket that keeps all it hears, each frame of a WebSocket as a line. */
final class Ear implements WebSocket.Listener, AutoCloseable {
    private final StringBuffer heard = new StringBuffer();
    private Socket socket;
    private WebSocket webSocket;

    static Ear raw(int port) throws IOException {
        Ear ear = new Ear();
        ear.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        Thread thread = new Thread(ear::listen, "ear");
        thread.setDaemon(true);
        thread.start();
        return ear;
    }

    static Ear webSocket(int port, String path) {
        Ear ear = new Ear();
        ear.webSocket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + path), ear)
                .join();
        return ear;
    }

    private void listen() {
        byte[] some = new byte[8 << 10];
        try {
            InputStream in = socket.getInputStream();
            for (int read = in.read(some); read >= 0; read = in.read(some)) {
                heard.append(new String(some, 0, read, ISO_8859_1));
            }
            heard.append("\n<end>");
        } catch (IOException gone) {
            heard.append("\n<gone>");
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        heard.append(data).append(last ? "\n" : "");
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        heard.append("<close ").append(code).append(">\n");
        return null;
    }

    Ear say(String text) throws IOException {
        if (socket == null) {
            webSocket.sendText(text, true).join();
        } else {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        }
        return this;
    }

    /** Waits until it has heard this. */
    Ear hears(String pattern) {
        await().untilAsserted(() ->
                assertThat(count(pattern)).as(pattern + " in " + heard).isPositive());
        return this;
    }

    /** How often it has heard this; the pattern sees lines. */
    long count(String pattern) {
        return matches(pattern).results().count();
    }

    Matcher matches(String pattern) {
        return Pattern.compile(pattern, Pattern.MULTILINE).matcher(heard);
    }

    /** Leaves as a polite client does. */
    @Override
    public void close() throws IOException {
        if (socket == null) {
            webSocket.sendClose(1000, "").join();
        } else {
            socket.close();
        }
    }
}
