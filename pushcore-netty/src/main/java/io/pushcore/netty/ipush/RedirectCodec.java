package io.pushcore.netty.ipush;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Head;
import io.pushcore.netty.http.NudgeForm;
import io.pushcore.netty.http.RawCodec;
import io.pushcore.netty.http.Request;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.WireForm;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.util.stream.Collectors;

/** Sends a client to the node that is to serve it. */
final class RedirectCodec implements RawCodec {
    private final String location;
    private final String origin;

    /** @param address of the node, with a scheme or without */
    RedirectCodec(Request request, String address) {
        String query = request.query().entrySet().stream()
                .map(pair -> encoded(pair.getKey()) + "=" + encoded(pair.getValue()))
                .sorted()
                .collect(Collectors.joining("&"));
        this.location = (address.contains("://") ? address : "http://" + address) + request.path() + "?" + query;
        this.origin = request.header("origin");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    @Override
    public Command decode(ByteBuffer in) {
        throw new PushCoreException(ErrorCode.CLOSED, "another node serves this user");
    }

    @Override
    public void farewell(ErrorCode code, String sentence, Output out) {
        Head.of(303, origin, out)
                .line("Location", location)
                .line("Content-Length", "0")
                .closes(true)
                .alone();
    }

    @Override
    public WireForm form() {
        return NudgeForm.INSTANCE;
    }

    @Override
    public void encode(Command command, Reply reply, Output out) {}

    @Override
    public void encode(Event event, Output out) {}
}
