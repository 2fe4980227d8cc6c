package io.pushcore.netty.line;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A codec at work: bytes in and out as text of one character a byte. Holds what was not consumed, as the engine does. */
final class Wire {
    private final Codec codec;
    private final boolean direct;
    private byte[] kept = new byte[0];

    private Wire(Codec codec, boolean direct) {
        this.codec = codec;
        this.direct = direct;
    }

    static Wire of(Codec codec) {
        return new Wire(codec, false);
    }

    static Wire direct(Codec codec) {
        return new Wire(codec, true);
    }

    Codec codec() {
        return codec;
    }

    List<Command> send(String bytes) {
        return send(bytes.getBytes(ISO_8859_1));
    }

    List<Command> send(byte[] bytes) {
        int length = kept.length + bytes.length;
        // not at index 0, so that a codec that mixes up indexes and positions is found out
        ByteBuffer in = direct ? ByteBuffer.allocateDirect(length + 3) : ByteBuffer.allocate(length + 3);
        in.position(3);
        in.put(kept).put(bytes).position(3);
        List<Command> commands = new ArrayList<>();
        Command command;
        while ((command = codec.decode(in)) != null) {
            commands.add(command);
        }
        kept = new byte[in.remaining()];
        in.get(kept);
        return commands;
    }

    /** The one command in the bytes. */
    Command one(String bytes) {
        List<Command> commands = send(bytes);
        if (commands.size() != 1) {
            throw new AssertionError("one command expected: " + commands);
        }
        return commands.get(0);
    }

    /** What is written where the command in the bytes is answered so. */
    String answer(String bytes, Reply reply) {
        return written(one(bytes), reply);
    }

    /** What is written where the command in the bytes cannot be read, which the codec has to know itself. */
    String refusal(String bytes) {
        Command command = one(bytes);
        if (command instanceof Command.Unreadable unreadable) {
            return written(
                    command,
                    new Reply.Refused(
                            unreadable.error().code(), unreadable.error().sentence()));
        }
        throw new AssertionError("was read as " + command);
    }

    String written(Command command, Reply reply) {
        Output out = new Output();
        codec.encode(command, reply, out);
        return text(out);
    }

    String written(Event event) {
        Output out = new Output();
        codec.encode(event, out);
        return text(out);
    }

    String farewell(ErrorCode code, String sentence) {
        Output out = new Output();
        codec.farewell(code, sentence, out);
        return text(out);
    }

    static String text(Output out) {
        return new String(out.toBytes(), ISO_8859_1);
    }
}
