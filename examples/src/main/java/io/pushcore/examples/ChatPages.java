package io.pushcore.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Answers what the mount before it leaves: serves the pages of the chat, which lie beside its classes. Immutable, one for all
 * channels.
 */
@Sharable
final class ChatPages extends SimpleChannelInboundHandler<HttpObject> {
    /** Where the page finds the client library, unless it is served here too. */
    private static final String PUBLIC_LIBRARY = "https://cdn.jsdelivr.net/npm/centrifuge@5.8.0/build/index.mjs";

    private static final String OWN_LIBRARY = "/library.js";

    private static final List<String> FILES =
            List.of("index.html", "style.css", "chat.js", "messages.js", "people.js", "portrait.js", "times.js");

    private final Map<String, String> textByPath;

    private ChatPages(Map<String, String> textByPath) {
        this.textByPath = Map.copyOf(textByPath);
    }

    /** @param library the directory where npm put the client library, if it is to be served here */
    static ChatPages load(Optional<Path> library) {
        Map<String, String> texts = new HashMap<>();
        FILES.forEach(file -> texts.put("/" + file, resource(file)));
        library.ifPresent(directory -> {
            texts.put(OWN_LIBRARY, text(directory.resolve("build/index.mjs")));
            texts.computeIfPresent("/index.html", (path, page) -> page.replace(PUBLIC_LIBRARY, OWN_LIBRARY));
        });
        texts.put("/", texts.get("/index.html"));
        return new ChatPages(texts);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        if (!(part instanceof HttpRequest request)) {
            return; // the body of a request, which no page needs
        }
        FullHttpResponse answer = answer(request);
        boolean keepAlive =
                HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess();
        HttpUtil.setKeepAlive(answer, keepAlive);
        ChannelFuture written = context.writeAndFlush(answer);
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private FullHttpResponse answer(HttpRequest request) {
        String path = new QueryStringDecoder(request.uri()).path();
        String text = request.method().equals(HttpMethod.GET) ? textByPath.get(path) : null;
        return text == null
                ? response(HttpResponseStatus.NOT_FOUND, "text/plain", "there is no page here\n")
                : response(HttpResponseStatus.OK, type(path), text);
    }

    private static FullHttpResponse response(HttpResponseStatus status, String type, String text) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(text, UTF_8));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, type + "; charset=utf-8")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
                .set("x-content-type-options", "nosniff");
        HttpUtil.setContentLength(response, response.content().readableBytes());
        return response;
    }

    private static String type(String path) {
        if (path.endsWith(".js")) {
            return "text/javascript";
        }
        return path.endsWith(".css") ? "text/css" : "text/html";
    }

    private static String resource(String file) {
        try (InputStream in = ChatPages.class.getResourceAsStream("chatroom/" + file)) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A browser that leaves in the middle is nothing to report. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
