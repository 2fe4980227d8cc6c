package io.pushcore.examples;

import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.netty.SocketIoTransport;
import java.io.IOException;
import java.time.Duration;

/**
 * A chat for clients of Socket.IO: {@code io("http://localhost:3001")}, then {@code emit("enter", "garden")} and {@code emit("say", "garden", "hello")}.
 * Whoever has entered hears {@code said}, also what was said while their connection was cut.
 */
public final class SocketIoRoom {
    private SocketIoRoom() {}

    /** A port of its own, with what it does. */
    static SocketIoTransport on(int port) {
        return SocketIoTransport.port(port)
                .recoverFor(Duration.ofMinutes(2))
                .on(
                        "enter",
                        (client, event) ->
                                client.join("chat." + event.text()).thenAccept(position -> event.answer("welcome")))
                .on(
                        "say",
                        (client, event) -> client.publish(
                                "chat." + event.args().get(0).text(),
                                "said",
                                event.args().get(1)));
    }

    /** A broker that keeps what was said, so that who was cut off hears it. */
    static Broker open(SocketIoTransport port) {
        return Broker.builder()
                .transport(port)
                .channels("chat.*", ChannelRules.keep(1_000))
                .build();
    }

    public static void main(String[] args) throws IOException {
        SocketIoTransport port = on(3001);
        try (Broker broker = open(port)) {
            System.out.println("listening on " + port.port() + ", " + broker.state() + "; Enter ends it");
            System.in.read();
        }
    }
}
