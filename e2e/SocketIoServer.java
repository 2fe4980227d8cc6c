import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import io.pushcore.netty.SocketIoTransport;
import io.pushcore.socketio.SocketIoHandlers;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A port of Socket.IO under test; ends when its input does. With {@code guarded} it wants a token, which is the user's name.
 * Channels {@code short.*} keep five messages.
 */
final class SocketIoServer {
    private static int arrivals;

    public static void main(String[] args) throws IOException {
        boolean guarded = args.length > 0 && args[0].equals("guarded");
        SocketIoTransport port = SocketIoTransport.port(0)
                .heartbeat(Duration.ofSeconds(1), Duration.ofSeconds(20))
                .recoverFor(Duration.ofMinutes(1))
                .onConnect(client -> client.emit("welcome", client.identity().user()))
                .on("echo", (client, event) -> client.emit("echo", event.args().toArray(new Payload[0])))
                .on("ask", (client, event) -> event.answer(event.args().toArray(new Payload[0])))
                .on("ask me", (client, event) -> client.ask("question", Duration.ofSeconds(30), event.payload())
                        .thenAccept(answer -> client.emit("answered", answer.toArray(new Payload[0]))))
                .on("join", (client, event) -> client.join(event.text())
                        .thenAccept(position -> event.answer(position.toString())))
                .on("leave", (client, event) ->
                        client.leave(event.text()).thenAccept(was -> event.answer(Payload.json("" + was))))
                .on("say", (client, event) -> client.publish(event.args().get(0).text(), "said", event.args().get(1))
                        .thenAccept(published -> event.answer("ok")))
                .on("state", (client, event) ->
                        event.answer(client.id() + " " + client.isRecovered() + " " + client.channels()))
                .on("leave me", (client, event) -> client.disconnect())
                .namespace(
                        "/other",
                        SocketIoHandlers.none()
                                .onConnect(client -> client.emit("welcome", "other " + client.namespace()))
                                .on("ask", (client, event) -> event.answer(event.payload())));
        Broker.Builder builder = Broker.builder()
                .transport(port)
                .channels("short.*", ChannelRules.keep(5))
                .requests((who, method, data) -> CompletableFuture.completedFuture(Payload.of("broker " + method)));
        if (guarded) {
            builder.authenticator(credentials -> credentials.token().isEmpty() || credentials.token().equals("wrong")
                    ? CompletableFuture.failedFuture(
                            new PushCoreException(ErrorCode.UNAUTHENTICATED, "no such user"))
                    : CompletableFuture.completedFuture(Identity.of(credentials.token())));
        }
        Broker broker = builder.build();
        System.out.println(port.port());
        while (System.in.read() >= 0) {
            // until its end
        }
        broker.close();
        System.exit(0);
    }
}
