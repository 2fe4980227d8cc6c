package io.pushcore.netty.pushd;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.PlainRoutes;
import io.pushcore.netty.http.Plan;
import io.pushcore.netty.http.Refusals;
import io.pushcore.netty.http.Request;
import io.pushcore.netty.http.Routes;
import java.time.Duration;

/** The addresses for clients of pushd. Each names a channel, and behind it a message or a time. */
public final class PushdHttpRoutes {
    /** What pushd says of a time that is none. */
    static final String INVALID_TIME = "invalid timestamp";
    /** pushd names no other: of JSON too, which its client in JavaScript reads as text. */
    static final String TEXT = "text/plain; charset=utf-8";

    private static final int SECOND = 3;

    private PushdHttpRoutes() {}

    /** All of them. */
    public static Routes of(Duration longestWait) {
        return Routes.none()
                .with("GET", "/pub/{channel}/{msg}", PushdHttpRoutes::publish)
                .with("POST", "/pub/{channel}/{msg}", PushdHttpRoutes::publish)
                .with("GET", "/sub/{channel}/{ts}", (request, channel) -> poll(request, channel, longestWait))
                .with("HEAD", "/sub/{channel}/{ts}", PushdHttpRoutes::head)
                .with("GET", "/history/{channel}/{ts}", PushdHttpRoutes::history)
                .with("HEAD", "/history/{channel}/{ts}", PushdHttpRoutes::head);
    }

    /** How the port refuses. */
    public static Refusals refusals() {
        return new PushdRefusals();
    }

    private static Plan publish(Request request, String name) {
        String channel = PlainRoutes.channel(name);
        String message = request.segment(SECOND);
        return new Plan.Answer((terms, carrier) -> new PublishingCodec(request, channel, message, terms, carrier));
    }

    private static Plan poll(Request request, String name, Duration longestWait) {
        String channel = PlainRoutes.channel(name);
        long time = time(request);
        return new Plan.Answer(
                (terms, carrier) -> new PollingCodec(request, channel, time, longestWait, terms, carrier));
    }

    private static Plan history(Request request, String name) {
        String channel = PlainRoutes.channel(name);
        long time = time(request);
        return new Plan.Answer((terms, carrier) -> new PastCodec(request, channel, time, terms, carrier));
    }

    private static Plan head(Request request, String name) {
        PlainRoutes.channel(name);
        time(request);
        return new Plan.Answer((terms, carrier) -> new HeadCodec(request, terms, carrier));
    }

    /** Nanoseconds since 1970, as Go reads a number: with or without a sign. */
    private static long time(Request request) {
        String text = request.segment(SECOND);
        if (text.matches("[+-]?[0-9]{1,40}")) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException tooLarge) {
                throw new PushCoreException(ErrorCode.BAD_REQUEST, INVALID_TIME, tooLarge);
            }
        }
        throw new PushCoreException(ErrorCode.BAD_REQUEST, INVALID_TIME);
    }
}
