package io.pushcore.netty.centrifuge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.Event;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Request;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A codec at work, as text. */
final class Talk {
    static final Reply DONE = new Reply.Done();

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** What opened the connection. */
    static final Request REQUEST = Request.of("GET", "/connection/websocket", Map.of("origin", ""), true, true);

    private final WebSocketCodec codec;

    private Talk(WebSocketCodec codec) {
        this.codec = codec;
    }

    static Talk of(FakeTerms terms) {
        return of(new Session(terms, REQUEST, ""));
    }

    static Talk of(Session session) {
        return new Talk(new WebSocketCodec(new PushForm(new PlainFraming()), session));
    }

    /** A connection after its connect. */
    static Talk connected() {
        Talk talk = of(new FakeTerms());
        talk.answer("{\"id\":1,\"connect\":{}}", DONE);
        return talk;
    }

    WebSocketCodec codec() {
        return codec;
    }

    /** The commands in a message. */
    List<Command> send(String message) {
        codec.offer(Payload.of(message));
        List<Command> commands = new ArrayList<>();
        Command command;
        while ((command = codec.decode(NOTHING)) != null) {
            commands.add(command);
        }
        return commands;
    }

    /** The one command in a message. */
    Command one(String message) {
        List<Command> commands = send(message);
        if (commands.size() != 1) {
            throw new AssertionError("one command expected: " + commands);
        }
        return commands.get(0);
    }

    /** What is written where the command in the message is answered so. */
    String answer(String message, Reply reply) {
        Command command = one(message);
        return written(out -> codec.encode(command, reply, out));
    }

    /** What is written where the codec itself refuses the command in the message. */
    String refusal(String message) {
        Command command = one(message);
        if (command instanceof Command.Unreadable unreadable) {
            PushCoreException error = unreadable.error();
            return written(out -> codec.encode(command, new Reply.Refused(error.code(), error.sentence()), out));
        }
        throw new AssertionError("was read as " + command);
    }

    String written(Event event) {
        return written(out -> codec.encode(event, out));
    }

    static String written(Consumer<Output> writer) {
        Output out = new Output();
        writer.accept(out);
        return new String(out.toBytes(), UTF_8);
    }
}
