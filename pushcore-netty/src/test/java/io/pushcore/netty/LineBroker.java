package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A broker with a line port, and its clients over real sockets; closes them together. */
final class LineBroker implements AutoCloseable {
    private final LineTransport lines = LineTransport.port(0).lanes(2);
    private final LineTransport frames = LineTransport.port(0).framed().lanes(1);
    private final List<LineClient> clients = new ArrayList<>();
    private final Broker broker;

    private LineBroker(UnaryOperator<Broker.Builder> more) {
        broker = more.apply(Broker.builder().transport(lines).transport(frames)).build();
    }

    static LineBroker open() {
        return open(builder -> builder);
    }

    static LineBroker open(UnaryOperator<Broker.Builder> more) {
        return new LineBroker(more);
    }

    Broker broker() {
        return broker;
    }

    /** A client that has said nothing. */
    LineClient plain() throws IOException {
        return connected(lines);
    }

    LineClient framed() throws IOException {
        return connected(frames);
    }

    LineClient modern() throws IOException {
        LineClient client = plain();
        assertThat(client.say("hello 2\n").line()).isEqualTo("ok hello 2");
        return client;
    }

    private LineClient connected(LineTransport transport) throws IOException {
        LineClient client = new LineClient(transport.port());
        clients.add(client);
        return client;
    }

    @Override
    public void close() throws IOException {
        for (LineClient client : clients) {
            client.close();
        }
        broker.close();
    }
}
