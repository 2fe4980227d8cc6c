package io.pushcore.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Handshake;
import io.pushcore.netty.http.Head;
import io.pushcore.netty.http.Plan;
import io.pushcore.netty.http.Request;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Output;
import io.pushcore.transport.Tally;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection of an HTTP port: its requests, served one after the other, until one makes it a WebSocket. Only its lane
 * touches it.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(US_ASCII);

    private final NettySocket socket;
    private final Gateway gateway;
    private final HttpSite site;
    private final Surroundings surroundings;
    private final Deadline deadline;
    /** What came while a request is served; no more is read then than was under way. */
    private final Deque<HttpObject> waiting = new ArrayDeque<>(0);

    private State state = State.HEAD;
    private @Nullable Exchange exchange;
    private Plan.@Nullable WebSocket upgrade;
    private @Nullable Request request;
    private @Nullable Tally tally;
    private Body body = new Body();
    private boolean engineReads = true;
    private boolean inputEnded;

    HttpConnection(NettySocket socket, Gateway gateway, HttpSite site, Surroundings surroundings) {
        this.socket = socket;
        this.gateway = gateway;
        this.site = site;
        this.surroundings = surroundings;
        socket.countsFor(gateway);
        this.deadline = new Deadline(socket.channel().eventLoop(), this::tooLate);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        socket.opened();
        deadline.in(site.arriving());
        context.fireChannelActive();
    }

    /** Bytes came, which may be the first of a head. */
    void heard() {
        if (state == State.IDLE) {
            state = State.HEAD;
            deadline.in(site.arriving());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof HttpObject part) || socket.isClosing()) {
            ReferenceCountUtil.release(message);
        } else if (state == State.SERVING) {
            waiting.add(part);
            updateReading();
        } else {
            take(context, part);
        }
    }

    private void take(ChannelHandlerContext context, HttpObject part) {
        try {
            if (part.decoderResult().isFailure()) {
                refuse(RequestHeads.unreadable(part.decoderResult().cause()), true);
            } else if (part instanceof HttpRequest head) {
                begin(context, head);
            } else if (part instanceof HttpContent content) {
                goOn(context, content);
            }
        } finally {
            ReferenceCountUtil.release(part);
        }
    }

    private void begin(ChannelHandlerContext context, HttpRequest head) {
        request = null;
        try {
            surroundings.admit();
            Request asked = RequestHeads.read(head, site.needsHost());
            site.origins().check(asked, isOnLoopback(), socket.isSecure());
            request = asked;
            Plan plan = site.routes().plan(asked);
            if (plan instanceof Plan.Raw raw) {
                leaveHttp(context, raw, head);
                return;
            }
            state = State.BODY;
            body = new Body();
            deadline.in(site.arriving());
            if (plan instanceof Plan.WebSocket socketPlan) {
                Handshake.check(asked);
                refuseBody(head);
                upgrade = socketPlan;
            } else if (plan instanceof Plan.Answer answer) {
                exchange = new Exchange(this, socket, answer.maker());
                exchange.begin(gateway);
                announced(head, exchange);
            }
        } catch (PushCoreException refused) {
            refuse(refused, RequestHeads.hasBody(head));
        }
    }

    /** What may come behind the head in chunks is no body: its parser goes before it sees it. */
    private void leaveHttp(ChannelHandlerContext context, Plan.Raw plan, HttpRequest head) {
        if (!waiting.isEmpty() || HttpUtil.getContentLength(head, 0L) > 0) {
            throw new PushCoreException(
                    ErrorCode.BAD_REQUEST, "this must be a connection's first request, without a body");
        }
        state = State.UPGRADED;
        deadline.none();
        socket.reading(true);
        surroundings.leave();
        RawConnection.replace(context, socket, gateway, plan.maker());
    }

    private static void refuseBody(HttpRequest head) {
        if (RequestHeads.hasBody(head)) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, "an upgrade must have no body");
        }
    }

    private boolean isOnLoopback() {
        return socket.channel().parent() != null
                && socket.channel().parent().localAddress() instanceof InetSocketAddress local
                && local.getAddress().isLoopbackAddress();
    }

    /** Refuses a body as soon as its length is known, else asks for it where the client waits to be asked. */
    private void announced(HttpRequest head, Exchange asked) {
        if (HttpUtil.getContentLength(head, 0L) > asked.maxBodyBytes()) {
            refuse(tooLarge(asked), true);
        } else if (HttpUtil.is100ContinueExpected(head)) {
            socket.send(CONTINUE, () -> {});
        }
    }

    private static PushCoreException tooLarge(Exchange asked) {
        return new PushCoreException(
                ErrorCode.PAYLOAD_TOO_LARGE, "body must not be longer than " + asked.maxBodyBytes() + " bytes");
    }

    private void goOn(ChannelHandlerContext context, HttpContent content) {
        Exchange asked = exchange;
        if (asked != null && !body.add(content.content(), asked.maxBodyBytes())) {
            refuse(tooLarge(asked), true);
        } else if (content instanceof LastHttpContent) {
            if (state == State.REFUSED) {
                nextHead();
            } else if (asked != null) {
                state = State.SERVING;
                deadline.none();
                asked.body(body.whole());
                body = new Body();
            } else if (upgrade != null && request != null) {
                becomeWebSocket(context, upgrade, request);
            }
        }
    }

    private void becomeWebSocket(ChannelHandlerContext context, Plan.WebSocket plan, Request asked) {
        if (!waiting.isEmpty()) {
            refuse(
                    new PushCoreException(ErrorCode.BAD_REQUEST, "nothing may follow an upgrade before its answer"),
                    true);
            return;
        }
        state = State.UPGRADED;
        deadline.none();
        socket.reading(true);
        if (!plan.answersLate()) {
            Output out = new Output();
            Handshake.accept(asked, plan.subprotocols(), out);
            socket.send(out.toBytes(), () -> {});
        }
        surroundings.leave();
        WebSocketConnection.replace(context, socket, gateway, plan.maker(), tally);
    }

    /** Answers what no exchange is to answer. */
    private void refuse(PushCoreException error, boolean closes) {
        Request asked = request;
        abandon();
        boolean last = closes || asked == null || !asked.keepsAlive() || inputEnded;
        Output out = new Output();
        if (asked != null
                && error.code() == ErrorCode.NOT_FOUND
                && site.routes().knows(asked.path())) {
            if (!asked.method().equals("OPTIONS")) {
                gateway.refused(error.code());
            }
            site.refusals().wrongMethod(asked, site.routes().methods(asked.path()), last, out);
        } else {
            gateway.refused(error.code());
            site.refusals().refuse(error, asked == null ? "" : asked.header("origin"), last, out);
        }
        boolean onlyHead = asked != null && asked.method().equals("HEAD");
        socket.send(onlyHead ? Head.of(out.toBytes()) : out.toBytes(), () -> {});
        state = State.REFUSED;
        if (last) {
            close();
        }
    }

    /** The engine has answered all of an exchange, or will answer no more of it. */
    void answered(Exchange done) {
        if (exchange != done) {
            return;
        }
        boolean goesOn = state == State.SERVING && done.keepsAlive();
        abandon();
        if (goesOn && !(inputEnded && waiting.isEmpty())) {
            nextHead();
            serveWaiting();
        } else {
            close();
        }
    }

    /** What the broker has counted on requests that are over. */
    Optional<Tally> tally() {
        return Optional.ofNullable(tally);
    }

    void counted(Tally soFar) {
        tally = soFar;
    }

    private void nextHead() {
        state = State.IDLE;
        request = null;
        engineReads = true;
        if (site.idle().isZero()) {
            deadline.none();
        } else {
            deadline.in(site.idle());
        }
        surroundings.free();
    }

    private void serveWaiting() {
        ChannelHandlerContext context = socket.channel().pipeline().context(this);
        while (state != State.SERVING && !socket.isClosing() && !waiting.isEmpty()) {
            take(context, waiting.remove());
        }
        if (state == State.UPGRADED) {
            return;
        }
        if (state == State.IDLE && inputEnded) {
            close();
        }
        updateReading();
    }

    void reading(boolean on) {
        engineReads = on;
        updateReading();
    }

    private void updateReading() {
        socket.reading(engineReads && waiting.isEmpty());
    }

    private void tooLate() {
        if (state == State.IDLE) {
            close();
        } else if (engineReads) {
            refuse(new PushCoreException(ErrorCode.TIMEOUT, "the request did not come in time"), true);
        } else {
            // the broker itself did not read it
            deadline.in(site.arriving());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        context.fireUserEventTriggered(event);
        if (event != ChannelInputShutdownEvent.INSTANCE) {
            return;
        }
        inputEnded = true;
        socket.inputEnded();
        if (state != State.SERVING) {
            close();
        } else if (waiting.isEmpty() && exchange != null) {
            exchange.inputEnded();
        }
    }

    private void close() {
        abandon();
        deadline.none();
        socket.close();
    }

    private void abandon() {
        upgrade = null;
        Exchange open = exchange;
        exchange = null;
        if (open != null) {
            open.closed();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        close();
        socket.gone();
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        context.fireChannelInactive();
    }

    /** A broken socket, or a failure in the engine or a codec: either ends this connection and no other. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            FailureLog.CONNECTIONS.warn("connection closed after a failure", cause);
        }
        socket.cut();
    }

    /** What it is at. */
    private enum State {
        /** Between two requests. */
        IDLE,
        /** The head of a request is to come. */
        HEAD,
        /** The rest of a request is to come. */
        BODY,
        /** What comes of a refused request is dropped. */
        REFUSED,
        /** A request is being answered. */
        SERVING,
        /** It is a WebSocket, and another's. */
        UPGRADED
    }
}
