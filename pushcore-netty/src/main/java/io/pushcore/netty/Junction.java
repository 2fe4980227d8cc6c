package io.pushcore.netty;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.pushcore.Broker;
import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.Time;
import io.pushcore.transport.Connection;
import io.pushcore.transport.Dialect;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Link;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Where requests to a host's server part: the broker's go to the handler after this one, one at a time, the host's past it.
 * Answers keep the order of requests that were sent without waiting for them. Only the channel's event loop touches it.
 */
final class Junction extends ChannelDuplexHandler implements Surroundings {
    private final HttpMount mount;
    private final Bypass bypass = new Bypass();
    /** What came while an answer of the other side is due; no more is read then than was under way. */
    private final Deque<HttpObject> waiting = new ArrayDeque<>(0);

    private @Nullable Ours ours;
    private Side receiving = Side.HOST;
    private boolean isServing;
    /** How many answers the host has still to give. */
    private int hostOwes;

    private boolean hostReads;

    Junction(HttpMount mount) {
        this.mount = mount;
    }

    /** The broker's side: the handler of its requests, its place in the pipeline, its socket. */
    private record Ours(NettySocket socket, ChannelHandlerContext handler, ChannelHandlerContext junction) {}

    private enum Side {
        BROKER,
        HOST
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        if (context.executor() != context.channel().eventLoop()) {
            throw new PushCoreException(
                    ErrorCode.BAD_OPTION, "the mount's handler must run on the event loop of its channel");
        }
        ChannelPipeline pipeline = context.pipeline();
        pipeline.addBefore(codecBefore(context), null, bypass);
        NettySocket socket = new NettySocket(
                context.channel(),
                pipeline.context(bypass),
                mount.lanes().of(context.channel().eventLoop()));
        TakenBytes taken = new TakenBytes();
        pipeline.addFirst(taken);
        socket.counts(taken);
        HttpConnection connection = new HttpConnection(socket, new Behind(mount), mount.site(), this);
        pipeline.addAfter(context.name(), null, connection);
        ours = new Ours(socket, pipeline.context(connection), context);
    }

    private static String codecBefore(ChannelHandlerContext context) {
        String before = "";
        for (String name : context.pipeline().names()) {
            if (name.equals(context.name())) {
                break;
            }
            before = name;
        }
        if (before.isEmpty() || !(context.pipeline().get(before) instanceof HttpServerCodec)) {
            throw new PushCoreException(
                    ErrorCode.BAD_OPTION, "the mount's handler must stand directly behind an HttpServerCodec");
        }
        return before;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Ours at = ours;
        if (at == null) {
            context.fireChannelRead(message);
        } else if (!(message instanceof HttpObject part)) {
            at.handler().fireChannelRead(message);
        } else if (at.socket().isClosing()) {
            ReferenceCountUtil.release(part);
        } else if (!waiting.isEmpty() || mustWait(part)) {
            waiting.add(part);
            at.socket().held(true);
        } else {
            pass(at, part);
        }
    }

    private boolean mustWait(HttpObject part) {
        if (!(part instanceof HttpRequest head)) {
            return false;
        }
        return isServing || (hostOwes > 0 && !mount.within(head.uri()).isEmpty());
    }

    private void pass(Ours at, HttpObject part) {
        if (part instanceof HttpRequest head) {
            direct(at, head);
        }
        if (receiving == Side.BROKER) {
            at.junction().fireChannelRead(part);
        } else {
            at.handler().fireChannelRead(part);
        }
    }

    private void direct(Ours at, HttpRequest head) {
        String target = mount.within(head.uri());
        if (target.isEmpty()) {
            receiving = Side.HOST;
            hostOwes++;
            return;
        }
        receiving = Side.BROKER;
        isServing = true;
        hostReads = at.socket().channel().config().isAutoRead();
        at.socket().opened();
        at.socket().reading(true);
        head.setUri(target);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        boolean informs = message instanceof HttpResponse head
                && head.status().codeClass() == HttpStatusClass.INFORMATIONAL
                && head.status().code() != 101;
        boolean answers = message instanceof LastHttpContent && !informs && hostOwes > 0;
        context.write(message, promise);
        if (answers && --hostOwes == 0 && !waiting.isEmpty()) {
            context.executor().execute(this::goOn);
        }
    }

    /** Passes on what waits, until something must wait for an answer again. */
    private void goOn() {
        Ours at = ours;
        while (at != null && !waiting.isEmpty() && !mustWait(waiting.element())) {
            pass(at, waiting.remove());
        }
        if (at != null && waiting.isEmpty()) {
            at.socket().held(false);
        }
    }

    // ---- as the handler of the broker's requests sees it

    @Override
    public void admit() {
        mount.gateway();
    }

    @Override
    public void free() {
        Ours at = ours;
        if (at == null || at.socket().isClosing()) {
            return;
        }
        bypass.answered(at.junction());
        // the connection may still be about it
        at.junction().executor().execute(() -> backToHost(at));
    }

    private void backToHost(Ours at) {
        isServing = false;
        at.socket().left();
        at.socket().reading(hostReads);
        if (!hostReads) {
            at.junction().read();
        }
        goOn();
    }

    @Override
    public void leave() {
        Ours at = ours;
        ours = null;
        if (at != null) {
            forget();
            ChannelPipeline pipeline = at.junction().pipeline();
            pipeline.addBefore(pipeline.context(bypass).name(), null, new CameBytes(at.socket()));
            pipeline.remove(this);
        }
    }

    // ---- what is about the connection concerns whom it belongs to at the moment

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (ours != null) {
            ours.handler().fireChannelActive();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (isServing || ours == null) {
            context.fireUserEventTriggered(event);
        } else {
            ours.handler().fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (isServing || ours == null) {
            context.fireExceptionCaught(cause);
        } else {
            ours.handler().fireExceptionCaught(cause);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        forget();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        forget();
    }

    private void forget() {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
    }

    /** The broker behind a mount, which may come only after the connection. */
    private record Behind(HttpMount mount) implements Gateway {
        @Override
        public Link connect(Connection connection, Dialect dialect) {
            return mount.gateway().connect(connection, dialect);
        }

        @Override
        public Executor executor() {
            return mount.gateway().executor();
        }

        @Override
        public Time time() {
            return mount.gateway().time();
        }

        @Override
        public Broker broker() {
            return mount.gateway().broker();
        }

        @Override
        public void received(long bytes) {
            Gateway open = mount.openGateway();
            if (open != null) {
                open.received(bytes);
            }
        }

        @Override
        public void sent(long bytes) {
            Gateway open = mount.openGateway();
            if (open != null) {
                open.sent(bytes);
            }
        }

        @Override
        public void refused(ErrorCode why) {
            Gateway open = mount.openGateway();
            if (open != null) {
                open.refused(why);
            }
        }
    }
}
