package io.pushcore.netty.socketio;

import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.Gap;
import io.pushcore.Payload;
import io.pushcore.Start;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One namespace of one client as the engine sees it. Its commands come from the application and from its entrance, not from bytes; what is written are
 * {@link Frames}. Only the session's lane calls it.
 */
class IoCodec implements Codec {
    /** The events that only the broker sends. */
    private static final String GAP = "$gap";

    private static final String CLOSED = "$closed";

    private final IoSocket socket;
    private final WireForm form;
    private final Deque<Asked> waiting = new ArrayDeque<>(2);
    private @Nullable Asked current;

    private record Asked(Command command, Consumer<Reply> then) {}

    IoCodec(IoSocket socket, WireForm form) {
        this.socket = socket;
        this.form = form;
    }

    /** Finds out who comes, and lets it in. */
    void enter(Greeting greeting, Terms terms) {
        new Entrance(socket, this, greeting, terms).begin();
    }

    /** Whether who is refused is told so as the end of what it is in, and not as an error. */
    boolean refusesByDisconnecting() {
        return false;
    }

    /** Whether an event of the client is this codec's, which then has taken it. */
    boolean takes(String event, List<Payload> args) {
        return false;
    }

    /** Asks the broker for something, behind what was asked before. */
    void ask(Command command, Consumer<Reply> then) {
        waiting.add(new Asked(command, then));
        socket.wake();
    }

    @Override
    public @Nullable Command decode(ByteBuffer in) {
        if (current != null) {
            return null;
        }
        Asked next = waiting.poll();
        current = next;
        return next == null ? null : next.command;
    }

    @Override
    public WireForm form() {
        return form;
    }

    @Override
    public void encode(Command command, Reply reply, Output out) {
        Asked done = current;
        current = null;
        if (done != null) {
            done.then.accept(reply);
        }
    }

    @Override
    public void encode(Event event, Output out) {
        if (event instanceof Gap gap) {
            Output json = new Output().put("{\"channel\":").put(IoText.quoted(gap.channel()));
            json.put(",\"from\":\"").put(gap.from().toString());
            json.put("\",\"to\":\"").put(gap.to().toString()).put("\"}");
            say(GAP, json, out);
            if (socket.isWhole(gap.channel())) {
                // that was the last of it
                ask(new Command.Subscribe(gap.channel(), Start.now(), false), again -> {});
            }
        } else if (event instanceof Closed closed) {
            socket.channelClosed(closed.channel());
            Output json = new Output().put("{\"channel\":").put(IoText.quoted(closed.channel()));
            json.put(",\"reason\":\"").put(closed.reason().name()).put("\"}");
            say(CLOSED, json, out);
        }
    }

    private void say(String event, Output json, Output out) {
        Payload payload = Payload.copyOf(Payload.Type.JSON, ByteBuffer.wrap(json.toBytes()));
        socket.event(event, List.of(payload), -1, out);
    }

    @Override
    public boolean broadcast(Payload payload, Output out) {
        if (!socket.isOpen()) {
            return false;
        }
        socket.event(EventForm.USUAL, List.of(payload), -1, out);
        return true;
    }

    /** Where the client is to come back by itself the session ends without a word: after a word for its end it would not. */
    @Override
    public void farewell(ErrorCode code, String sentence, Output out) {
        boolean wasOpen = socket.isOpen();
        boolean comesBack = comesBack(code);
        socket.farewell(comesBack);
        if (!comesBack && wasOpen) {
            IoText.plain(IoType.DISCONNECT, socket.namespace().name(), "", out);
        } else if (!comesBack) {
            socket.refusal(code, sentence, out);
        }
    }

    static boolean comesBack(ErrorCode code) {
        return switch (code) {
            case CLOSED, BUSY, TIMEOUT, NO_PONG, CREDENTIALS_EXPIRED, INTERNAL -> true;
            default -> false;
        };
    }
}
