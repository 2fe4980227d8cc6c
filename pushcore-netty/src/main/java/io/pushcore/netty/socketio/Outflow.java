package io.pushcore.netty.socketio;

import io.pushcore.ErrorCode;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.JsonText;
import io.pushcore.transport.Connection.Written;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What goes out to one client: the engine's writes, and what the application emits, which meets a bound of its own. Only the session's lane touches it, but
 * for {@link #reserve}.
 */
final class Outflow {
    private static final int MOST_ASKED = 1_000;

    private final IoSocket socket;
    private final AtomicLong unsent = new AtomicLong();
    private final Map<Long, CompletableFuture<List<Payload>>> asked = new HashMap<>(0);
    private long lastAsked;
    private long taken;
    /** The engine's write while it is not known whether the client is to have it. */
    private List<Frames.Frame> held = List.of();

    private @Nullable Written heldWritten;

    Outflow(IoSocket socket) {
        this.socket = socket;
    }

    long taken() {
        return taken;
    }

    // ---- the engine

    void write(List<ByteBuffer> bytes, Written written) {
        if (socket.isClosed()) {
            socket.lane().execute(() -> written.written(false));
            return;
        }
        List<Frames.Frame> frames = Frames.read(bytes);
        if (socket.isEntering()) {
            held = frames;
            heldWritten = written;
        } else {
            send(frames, written);
        }
    }

    private void send(List<Frames.Frame> frames, Written written) {
        for (int i = 0; i < frames.size(); i++) {
            Frames.Frame frame = frames.get(i);
            if (frame.isPlaced()) {
                Place.last(frame.message()).ifPresent(socket.trail()::note);
            }
            boolean last = i == frames.size() - 1;
            send(frame.message(), whole -> {
                if (last) {
                    // not within the engine's own call
                    socket.lane().execute(() -> written.written(whole));
                }
            });
        }
        if (frames.isEmpty()) {
            socket.lane().execute(() -> written.written(true));
        }
        socket.session().carriers().flush();
    }

    private void send(Payload message, Wire.Taken then) {
        socket.session().carriers().send(Packet.message(message), whole -> {
            taken += whole ? message.length() : 0;
            then.taken(whole);
        });
    }

    /** The client is to have what was held. */
    void release() {
        Written written = heldWritten;
        heldWritten = null;
        if (written != null) {
            send(held, written);
            held = List.of();
        }
    }

    /** The client is not to have it. */
    void drop() {
        Written written = heldWritten;
        heldWritten = null;
        held = List.of();
        if (written != null) {
            socket.lane().execute(() -> written.written(true));
        }
    }

    void end() {
        Written written = heldWritten;
        heldWritten = null;
        if (written != null) {
            socket.lane().execute(() -> written.written(false));
        }
        asked.values().forEach(future -> future.completeExceptionally(gone()));
        asked.clear();
    }

    static PushCoreException gone() {
        return new PushCoreException(ErrorCode.CLOSED, "the client is gone");
    }

    // ---- the application

    /** Room for something to be emitted; false if too much waits. Any thread. */
    boolean reserve(long bytes) {
        long before = unsent.getAndAdd(bytes);
        if (before > 0 && before + bytes > socket.session().site().settings().unsentBytes()) {
            unsent.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    /** What room was reserved for is not emitted. */
    void giveBack(long reserved) {
        unsent.addAndGet(-reserved);
    }

    void emit(String event, List<Payload> args, long id, long reserved, CompletableFuture<Void> done) {
        if (!socket.isOpen()) {
            giveBack(reserved);
            done.completeExceptionally(gone());
            return;
        }
        Output out = new Output();
        socket.event(event, args, id, out);
        say(out, reserved, done);
    }

    private void say(Output out, long reserved, CompletableFuture<Void> done) {
        List<Frames.Frame> frames = Frames.read(List.of(ByteBuffer.wrap(out.toBytes())));
        for (int i = 0; i < frames.size(); i++) {
            boolean last = i == frames.size() - 1;
            send(frames.get(i).message(), whole -> {
                if (last) {
                    giveBack(reserved);
                    if (whole) {
                        done.completeAsync(
                                () -> null, socket.session().site().gateway().executor());
                    } else {
                        done.completeExceptionally(gone());
                    }
                }
            });
        }
        socket.session().carriers().flush();
    }

    /** Asks the client something; gives the number under which it answers. */
    long ask(CompletableFuture<List<Payload>> answer) {
        if (asked.size() >= MOST_ASKED) {
            answer.completeExceptionally(
                    new PushCoreException(ErrorCode.BUSY, "too many questions wait for the client: " + MOST_ASKED));
            return -1;
        }
        long id = lastAsked++;
        asked.put(id, answer);
        return id;
    }

    void unask(long id, PushCoreException why) {
        CompletableFuture<List<Payload>> answer = asked.remove(id);
        if (answer != null) {
            answer.completeExceptionally(why);
        }
    }

    /** The client has answered; who comes too late is not heard. */
    void answered(long id, List<Payload> args) {
        CompletableFuture<List<Payload>> answer = asked.remove(id);
        if (answer != null) {
            answer.completeAsync(() -> args, socket.session().site().gateway().executor());
        }
    }

    /** Answers the client. Any thread. */
    void answer(long id, List<Payload> args) {
        long bytes = args.stream().mapToLong(Payload::length).sum() + 64;
        boolean mayWait = reserve(bytes);
        CarrierCodec.onLane(socket.lane(), () -> {
            if (!mayWait) {
                socket.session().end(true);
            } else if (socket.isOpen()) {
                Output out = new Output();
                IoText.answer(socket.namespace().name(), id, args, out);
                say(out, bytes, new CompletableFuture<>());
            }
        });
    }

    /** Answers the client with what the broker said. */
    void answer(long id, Reply reply) {
        if (reply instanceof Reply.Result result) {
            answer(id, List.of(result.data()));
        } else if (reply instanceof Reply.Refused refused) {
            Output json = new Output()
                    .put("{\"error\":{\"code\":")
                    .decimal(refused.code().number());
            JsonText.string(refused.sentence(), json.put(",\"message\":"));
            answer(
                    id,
                    List.of(Payload.copyOf(
                            Payload.Type.JSON, ByteBuffer.wrap(json.put("}}").toBytes()))));
        }
    }
}
