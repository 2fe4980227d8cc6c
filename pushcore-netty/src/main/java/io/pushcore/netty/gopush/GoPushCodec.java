package io.pushcore.netty.gopush;

import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.Gap;
import io.pushcore.Names;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import io.pushcore.Start;
import io.pushcore.netty.http.Carrier;
import io.pushcore.netty.http.CloseCodes;
import io.pushcore.netty.http.MessageCodec;
import io.pushcore.netty.http.Opening;
import io.pushcore.netty.http.Request;
import io.pushcore.netty.http.WebSocketFrames;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A client of go-push: it hears what is for everybody, and what is for the rooms it joins. Only its lane touches it. */
final class GoPushCodec implements MessageCodec {
    private final GoPushSite site;
    private final Carrier carrier;
    private final Deque<Command> commands = new ArrayDeque<>(4);
    /** Channels of the rooms it asked for and did not leave. */
    private final Set<String> wanted = new HashSet<>();
    /** Those it is in. */
    private final Set<String> joined = new HashSet<>();

    /** Of the commands that were refused before they were one, in their order. */
    private final Deque<String> refusedRooms = new ArrayDeque<>(0);

    private long pingAt;
    private @Nullable PushCoreException failure;

    GoPushCodec(Request request, GoPushSite site, Terms terms, Carrier carrier) {
        this.site = site;
        this.carrier = carrier;
        this.pingAt = site.nanoTime().getAsLong();
        Opening.credentials(request, terms).ifPresent(commands::add);
        commands.add(new Command.Subscribe(GoPushSite.ALL, Start.now(), false));
        site.counters().connections.increment();
        carrier.after(site.heartbeat(), this::look);
    }

    /** Ends the connection of a client that has not said PING for too long. */
    private void look() {
        Duration left = site.heartbeat().minusNanos(site.nanoTime().getAsLong() - pingAt);
        if (left.isZero() || left.isNegative()) {
            fail(new PushCoreException(
                    ErrorCode.NO_PONG, "no PING came for " + site.heartbeat().toMillis() + " ms"));
        } else {
            carrier.after(left, this::look);
        }
    }

    /** Lets the engine end the connection. */
    private void fail(PushCoreException why) {
        if (failure == null) {
            failure = why;
            carrier.wake();
        }
    }

    @Override
    public void offer(Payload message) {
        if (message.type() == Payload.Type.BINARY || failure != null) {
            return;
        }
        try {
            take(GoPushMessage.read(message.bytes()));
        } catch (PushCoreException wrong) {
            fail(wrong);
        }
    }

    private void take(GoPushMessage message) {
        switch (message.type()) {
            case "PING" -> {
                pingAt = site.nanoTime().getAsLong();
                commands.add(new Command.Ping());
            }
            case "JOIN" -> join(message.room());
            case "LEAVE" -> leave(site.prefix() + needed(message.room()));
            default -> {}
        }
    }

    private static String needed(String room) {
        if (room.isEmpty()) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, "room must not be empty");
        }
        return room;
    }

    private void join(String room) {
        try {
            String channel = site.channel(needed(room));
            if (!wanted.contains(channel)) {
                requirePlace(room);
                wanted.add(channel);
                commands.add(new Command.Subscribe(channel, Start.now(), false));
            }
        } catch (PushCoreException refused) {
            if (refused.code() == ErrorCode.BAD_REQUEST) {
                throw refused;
            }
            refusedRooms.add(room);
            commands.add(new Command.Unreadable(refused));
        }
    }

    private void requirePlace(String room) {
        if (wanted.size() >= site.mostRooms()) {
            throw new PushCoreException(
                    ErrorCode.LIMIT_REACHED,
                    "a connection must not be in more than " + site.mostRooms() + " rooms (mostRooms): "
                            + Names.shown(room));
        }
    }

    private void leave(String channel) {
        if (wanted.remove(channel)) {
            commands.add(new Command.Unsubscribe(channel));
        }
    }

    @Override
    public @Nullable Command decode(ByteBuffer in) {
        PushCoreException why = failure;
        if (why != null) {
            throw why;
        }
        return commands.poll();
    }

    @Override
    public void encode(Command command, Reply reply, Output out) {
        if (reply instanceof Reply.Refused refused) {
            refuse(command, refused, out);
        } else if (command instanceof Command.Ping) {
            GoPushWords.pong(out);
        } else if (command instanceof Command.Subscribe subscribe) {
            if (!subscribe.channel().equals(GoPushSite.ALL) && joined.add(subscribe.channel())) {
                wanted.add(subscribe.channel());
                site.counters().joined(subscribe.channel());
            }
        } else if (command instanceof Command.Unsubscribe unsubscribe) {
            out(unsubscribe.channel());
        }
    }

    private void refuse(Command command, Reply.Refused refused, Output out) {
        if (command instanceof Command.Authenticate) {
            fail(new PushCoreException(refused.code(), refused.sentence()));
            return;
        }
        String room = "";
        if (command instanceof Command.Subscribe subscribe) {
            wanted.remove(subscribe.channel());
            room = site.room(subscribe.channel());
        } else if (command instanceof Command.Unreadable) {
            room = refusedRooms.remove();
        }
        GoPushWords.error(refused.code(), refused.sentence(), room, out);
    }

    /** It is in a room no more. */
    private void out(String channel) {
        if (joined.remove(channel)) {
            site.counters().left(channel);
        }
    }

    @Override
    public void encode(Event event, Output out) {
        if (event instanceof Gap gap) {
            GoPushWords.gap(site.room(gap.channel()), out);
        } else if (event instanceof Closed closed && closed.reason() != Closed.Reason.UNSUBSCRIBED) {
            wanted.remove(closed.channel());
            out(closed.channel());
            ErrorCode code = closed.reason() == Closed.Reason.REFUSED ? ErrorCode.FORBIDDEN : ErrorCode.CLOSED;
            GoPushWords.error(code, closed.sentence(), site.room(closed.channel()), out);
        }
    }

    @Override
    public boolean broadcast(Payload payload, Output out) {
        GoPushWords.push(payload, out);
        return true;
    }

    @Override
    public WireForm form() {
        return GoPushForm.INSTANCE;
    }

    @Override
    public void farewell(ErrorCode code, String sentence, Output out) {
        WebSocketFrames.close(CloseCodes.of(code), code.number() + " " + sentence, out);
    }

    @Override
    public void closed() {
        site.counters().connections.decrement();
        joined.forEach(site.counters()::left);
        joined.clear();
    }
}
