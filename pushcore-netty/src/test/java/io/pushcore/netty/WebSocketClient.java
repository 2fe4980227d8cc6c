package io.pushcore.netty;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The JDK's WebSocket; what it hears is asked for one by one. */
final class WebSocketClient implements WebSocket.Listener, AutoCloseable {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final StringBuilder part = new StringBuilder();
    private WebSocket socket;

    static WebSocketClient open(HttpClient client, URI address, String... headers) {
        WebSocketClient opened = new WebSocketClient();
        WebSocket.Builder builder = client.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        opened.socket = builder.buildAsync(address, opened).join();
        return opened;
    }

    WebSocketClient say(String text) {
        socket.sendText(text, true).join();
        return this;
    }

    WebSocketClient say(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
        return this;
    }

    void leave(int code, String reason) {
        socket.sendClose(code, reason).join();
    }

    /** The next thing that came; fails after a minute. */
    String next() throws InterruptedException {
        String next = heard.poll(60, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing came");
        }
        return next;
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            heard.add(part.toString());
            part.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        heard.add("<binary " + data.remaining() + ">");
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        heard.add("<close " + code + (reason.isEmpty() ? "" : " " + reason) + ">");
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        heard.add("<error " + error + ">");
    }

    @Override
    public void close() {
        socket.abort();
    }
}
