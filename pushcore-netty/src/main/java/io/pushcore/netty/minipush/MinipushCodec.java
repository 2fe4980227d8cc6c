package io.pushcore.netty.minipush;

import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Carrier;
import io.pushcore.netty.http.CloseCodes;
import io.pushcore.netty.http.Handshake;
import io.pushcore.netty.http.MessageCodec;
import io.pushcore.netty.http.NudgeForm;
import io.pushcore.netty.http.WebSocketFrames;
import io.pushcore.transport.Command;
import io.pushcore.transport.HeadNotice;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One session of minipush: says who it is, watches the head of the user's own log, then answers one message after the other. It opens no inbox. Only
 * its lane touches it.
 */
final class MinipushCodec implements MessageCodec {
    private final Arrival arrival;
    private final Carrier carrier;
    private final Inquiries inquiries;
    private final Deque<Inquiry> waiting = new ArrayDeque<>(4);
    private State state = State.OPENING;
    private @Nullable Command next;
    private @Nullable Inquiry asked;
    private @Nullable PushCoreException failure;

    MinipushCodec(Arrival arrival, MinipushSite site, Terms terms, Carrier carrier) {
        this.arrival = arrival;
        this.carrier = carrier;
        this.inquiries = new Inquiries(site, terms);
        this.next = arrival.identify(terms);
    }

    private enum State {
        OPENING,
        OPEN,
        ENDED
    }

    // ---- what comes

    @Override
    public int maxMessageBytes() {
        return MinipushSite.MOST_BYTES;
    }

    @Override
    public boolean isOpen() {
        return state != State.OPENING;
    }

    /** Bounded by who reads the socket: it is not read while one is being answered. */
    @Override
    public void offer(Payload message) {
        waiting.add(inquiries.of(message));
    }

    @Override
    public @Nullable Command decode(ByteBuffer in) {
        if (failure != null) {
            throw failure;
        }
        if (next == null && asked == null && state == State.OPEN && !waiting.isEmpty()) {
            asked = waiting.remove();
            next = asked.begin();
        }
        Command now = next;
        next = null;
        return now;
    }

    // ---- what goes

    @Override
    public void encode(Command command, Reply reply, Output out) {
        Inquiry now = asked;
        if (state == State.OPENING) {
            open(reply, out);
        } else if (state == State.OPEN && now != null) {
            Output json = new Output();
            if (reply instanceof Reply.Refused refused) {
                now.refused(refused, json);
            } else {
                next = now.next(reply);
                if (next == null) {
                    now.answer(json);
                }
            }
            if (next == null) {
                asked = null;
                say(json, out);
                if (now.isLast()) {
                    fail(ErrorCode.BAD_REQUEST, "this is no request");
                }
            }
            carrier.wake();
        }
    }

    private void open(Reply reply, Output out) {
        if (reply instanceof Reply.Refused refused) {
            fail(refused.code(), refused.sentence());
        } else if (reply instanceof Reply.HeadWatched) {
            state = State.OPEN;
            Handshake.accept(arrival.request(), List.of(), out);
        } else if (reply instanceof Reply.Authenticated authenticated
                && !arrival.fits(authenticated.identity().user())) {
            fail(ErrorCode.UNAUTHENTICATED, "x-uid is not who the credentials are of");
        } else {
            next = new Command.WatchHead(true);
            carrier.wake();
        }
    }

    /** Lets the engine close it: messages may be written behind what is encoded now. */
    private void fail(ErrorCode code, String sentence) {
        failure = new PushCoreException(code, sentence);
        carrier.wake();
    }

    private static void say(Output json, Output out) {
        if (json.length() > 0) {
            WebSocketFrames.text(json.length(), out);
            out.put(json.toBytes());
        }
    }

    @Override
    public void encode(HeadNotice notice, Output out) {
        if (state == State.OPEN) {
            Output json = new Output();
            MinipushJson.head(notice.newest().offset(), json);
            say(json, out);
        }
    }

    @Override
    public void encode(Event event, Output out) {}

    @Override
    public WireForm form() {
        return NudgeForm.INSTANCE;
    }

    @Override
    public Duration heartbeatEvery() {
        return state == State.OPEN ? MinipushSite.PING_EVERY : Duration.ZERO;
    }

    @Override
    public Duration heartbeatAnswerWithin() {
        return MinipushSite.PONG_WITHIN;
    }

    @Override
    public void heartbeat(Output out) {
        WebSocketFrames.ping(out);
    }

    @Override
    public void farewell(ErrorCode code, String sentence, Output out) {
        State was = state;
        state = State.ENDED;
        if (was == State.OPENING) {
            MinipushRefusals.noSession(code, sentence, arrival.request().header("origin"), out);
        } else if (was == State.OPEN) {
            if (code == ErrorCode.KICKED) {
                Output json = new Output();
                MinipushJson.kickoff(json);
                say(json, out);
            }
            WebSocketFrames.close(CloseCodes.of(code), code.number() + " " + sentence, out);
        }
    }
}
