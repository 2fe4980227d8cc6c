package io.pushcore.netty.socketio;

import io.pushcore.Position;
import io.pushcore.Start;
import io.pushcore.transport.Command;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a client gets into a namespace: its credentials, then what it had before, if it comes back to that, whole or not at all. Only the session's
 * lane touches it.
 */
final class Entrance {
    private final IoSocket socket;
    private final IoCodec codec;
    private final Greeting greeting;
    private final Terms terms;

    Entrance(IoSocket socket, IoCodec codec, Greeting greeting, Terms terms) {
        this.socket = socket;
        this.codec = codec;
        this.greeting = greeting;
        this.terms = terms;
    }

    void begin() {
        if (!greeting.token().isEmpty() || terms.mustAuthenticate()) {
            codec.ask(
                    new Command.Authenticate(
                            greeting.credentials(socket.session().opening())),
                    this::identified);
        } else if (!greeting.user().isEmpty()) {
            codec.ask(new Command.SetUser(greeting.user()), this::identified);
        } else {
            // whether it may be here at all
            codec.ask(new Command.Ping(), this::identified);
        }
    }

    private void identified(Reply reply) {
        if (reply instanceof Reply.Refused refused) {
            socket.refuse(refused);
        } else if (socket.recovers() && !greeting.secret().isEmpty()) {
            Recoveries recoveries = socket.session().site().recoveries();
            recoveries.take(greeting.secret(), kept -> CarrierCodec.onLane(socket.lane(), () -> recover(kept)));
        } else {
            socket.letIn(Optional.empty(), Map.of());
        }
    }

    private void recover(Optional<Kept> what) {
        Optional<Kept> kept =
                what.filter(one -> one.namespace().equals(socket.namespace().name())
                        && one.user().equals(terms.identity().user()));
        Optional<Map<String, Position>> places = kept.flatMap(one -> one.trail().at(greeting.seen()));
        if (!socket.isClosed()) {
            join(places.isEmpty() ? Optional.empty() : kept, places.orElse(Map.of()));
        }
    }

    private void join(Optional<Kept> kept, Map<String, Position> places) {
        List<String> channels = List.copyOf(places.keySet());
        joinNext(kept, places, channels, 0);
    }

    private void joinNext(Optional<Kept> kept, Map<String, Position> places, List<String> channels, int at) {
        if (at == channels.size()) {
            socket.letIn(kept, places);
            return;
        }
        String channel = channels.get(at);
        Start start = Start.after(places.getOrDefault(channel, Position.NOWHERE));
        codec.ask(new Command.Subscribe(channel, start, false, true, false, ""), reply -> {
            if (reply instanceof Reply.Subscribed subscribed && subscribed.recovered()) {
                joinNext(kept, places, channels, at + 1);
            } else {
                leave(new ArrayList<>(channels.subList(0, at + 1)));
            }
        });
    }

    /** One channel has lost something: it begins anew, in none. */
    private void leave(List<String> channels) {
        if (channels.isEmpty()) {
            socket.dropHeld();
            socket.letIn(Optional.empty(), Map.of());
            return;
        }
        String channel = channels.remove(channels.size() - 1);
        codec.ask(new Command.Unsubscribe(channel), reply -> leave(channels));
    }
}
