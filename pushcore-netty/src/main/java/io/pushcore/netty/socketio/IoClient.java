package io.pushcore.netty.socketio;

import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.Published;
import io.pushcore.PushCoreException;
import io.pushcore.Start;
import io.pushcore.Time;
import io.pushcore.socketio.SocketIoClient;
import io.pushcore.socketio.SocketIoHandlers;
import io.pushcore.transport.Command;
import io.pushcore.transport.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A client as the application sees it; hands everything over to the session's lane. Usable from any thread. */
final class IoClient implements SocketIoClient {
    /** What stands around arguments. */
    private static final int AROUND_BYTES = 64;

    private final IoSocket socket;
    private final Payload auth;
    private final Set<String> channels = ConcurrentHashMap.newKeySet();
    private volatile String id = "";
    private volatile Identity identity = Identity.ANONYMOUS;
    private volatile boolean recovered;
    private volatile boolean connected;

    IoClient(IoSocket socket, Payload auth) {
        this.socket = socket;
        this.auth = auth;
    }

    void opened(String newId, Identity who, boolean isRecovered) {
        id = newId;
        identity = who;
        recovered = isRecovered;
        connected = true;
    }

    void joined(Set<String> more) {
        channels.addAll(more);
    }

    void left(String channel) {
        channels.remove(channel);
    }

    void ending() {
        connected = false;
    }

    void closed() {
        connected = false;
        channels.clear();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String namespace() {
        return socket.namespace().name();
    }

    @Override
    public Identity identity() {
        return identity;
    }

    @Override
    public Payload auth() {
        return auth;
    }

    @Override
    public String remoteAddress() {
        return socket.remoteAddress();
    }

    @Override
    public boolean isRecovered() {
        return recovered;
    }

    @Override
    public boolean isConnected() {
        return connected;
    }

    @Override
    public CompletableFuture<Void> emit(String event, Payload... args) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        List<Payload> all = List.of(args);
        emit(event, all, done, reserved -> socket.outflow().emit(event, all, -1, reserved, done));
        return done;
    }

    private void emit(String event, List<Payload> args, CompletableFuture<?> done, Consumer<Long> work) {
        if (!SocketIoHandlers.isEvent(event)) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, "event must not be one of the library's own: " + event);
        }
        long bytes = args.stream().mapToLong(Payload::length).sum() + AROUND_BYTES + event.length();
        if (socket.outflow().reserve(bytes)) {
            onLane(() -> work.accept(bytes));
        } else {
            onLane(() -> socket.session().end(true));
            done.completeExceptionally(
                    new PushCoreException(ErrorCode.BUSY, "the client does not read what it is sent (unsentBytes)"));
        }
    }

    private void onLane(Runnable work) {
        CarrierCodec.onLane(socket.lane(), work);
    }

    @Override
    public CompletableFuture<List<Payload>> ask(String event, Duration within, Payload... args) {
        CompletableFuture<List<Payload>> answer = new CompletableFuture<>();
        List<Payload> all = List.of(args);
        emit(event, all, answer, reserved -> {
            long asked = socket.outflow().ask(answer);
            CompletableFuture<Void> sent = new CompletableFuture<>();
            if (asked >= 0) {
                Time.Timer timer = socket.session()
                        .site()
                        .after(socket.lane(), within, () -> socket.outflow().unask(asked, late(within)));
                answer.whenComplete((said, failure) -> timer.cancel());
                socket.outflow().emit(event, all, asked, reserved, sent);
            } else {
                socket.outflow().giveBack(reserved);
            }
        });
        return answer;
    }

    private static PushCoreException late(Duration within) {
        return new PushCoreException(
                ErrorCode.TIMEOUT, "the client did not answer within " + within.toMillis() + " ms");
    }

    @Override
    public CompletableFuture<Position> join(String channel) {
        CompletableFuture<Position> joined = new CompletableFuture<>();
        ask(joined, new Command.Subscribe(channel, Start.now(), false), reply -> {
            if (reply instanceof Reply.Subscribed subscribed) {
                if (!subscribed.already()) {
                    socket.trail().joined(channel, subscribed.start());
                }
                channels.add(channel);
                complete(joined, subscribed.start());
            }
        });
        return joined;
    }

    @Override
    public CompletableFuture<Boolean> leave(String channel) {
        CompletableFuture<Boolean> left = new CompletableFuture<>();
        ask(left, new Command.Unsubscribe(channel), reply -> {
            if (reply instanceof Reply.Unsubscribed unsubscribed) {
                socket.channelClosed(channel);
                complete(left, unsubscribed.was());
            }
        });
        return left;
    }

    private void ask(CompletableFuture<?> done, Command command, Consumer<Reply> then) {
        onLane(() -> {
            if (!socket.isOpen()) {
                done.completeExceptionally(Outflow.gone());
                return;
            }
            socket.codec().ask(command, reply -> {
                if (reply instanceof Reply.Refused refused) {
                    PushCoreException why =
                            new PushCoreException(refused.code(), refused.sentence(), refused.retryAfter());
                    executor().execute(() -> done.completeExceptionally(why));
                } else {
                    then.accept(reply);
                }
            });
        });
    }

    private <T> void complete(CompletableFuture<T> future, T value) {
        executor().execute(() -> future.complete(value));
    }

    private java.util.concurrent.Executor executor() {
        return socket.session().site().gateway().executor();
    }

    @Override
    public Set<String> channels() {
        return Set.copyOf(channels);
    }

    @Override
    public CompletableFuture<Published> publish(String channel, String event, Payload payload) {
        Publication publication =
                Publication.of(payload).header(EventForm.HEADER, event).sender(identity.user());
        return socket.session().site().gateway().broker().channel(channel).publish(publication);
    }

    @Override
    public void disconnect() {
        onLane(socket::disconnect);
    }
}
