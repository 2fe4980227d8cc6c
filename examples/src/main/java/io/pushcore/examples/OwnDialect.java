package io.pushcore.examples;

import io.pushcore.Broker;
import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.Message;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.Start;
import io.pushcore.netty.TcpTransport;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Command;
import io.pushcore.transport.Dialect;
import io.pushcore.transport.LineFinder;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A dialect of one's own: {@code HEAR channel} and {@code SHOUT channel words}, a line each; what is heard is in capitals. */
public final class OwnDialect implements Dialect {
    public static void main(String[] args) {
        TcpTransport transport =
                TcpTransport.port(args.length > 0 ? Integer.parseInt(args[0]) : 7777, new OwnDialect());
        Broker.builder().transport(transport).build();
        System.out.println("telnet 127.0.0.1 " + transport.port());
    }

    @Override
    public String name() {
        return "shout";
    }

    @Override
    public Codec open(Terms terms) {
        return new ShoutCodec(terms, new LineFinder());
    }

    /** One for all connections: a message is encoded once, however many hear it. */
    private static final WireForm CAPITALS = new WireForm() {
        @Override
        public String name() {
            return "shout";
        }

        @Override
        public void encode(Message message, Output out) {
            String capitals = message.text().toUpperCase(Locale.ROOT).replaceAll("\\p{Cntrl}", " ");
            out.put(message.channel()).put(": ").put(capitals).put("!\n");
        }
    };

    private record ShoutCodec(Terms terms, LineFinder lines) implements Codec {
        @Override
        public @Nullable Command decode(ByteBuffer in) {
            String line = lines.nextText(in, terms.maxFrameBytes());
            return line == null ? null : command(line.split(" ", 3)); // null: more bytes are needed
        }

        private static Command command(String[] words) {
            if (words.length == 2 && words[0].equals("HEAR")) {
                return new Command.Subscribe(words[1], Start.now(), false);
            }
            if (words.length == 3 && words[0].equals("SHOUT")) {
                return new Command.Publish(words[1], Publication.of(words[2]));
            }
            return new Command.Unreadable(new PushCoreException(ErrorCode.BAD_REQUEST, "say HEAR or SHOUT"));
        }

        @Override
        public WireForm form() {
            return CAPITALS;
        }

        @Override
        public void encode(Command command, Reply reply, Output out) {
            if (reply instanceof Reply.Refused refused) {
                out.put("NO, ").put(refused.sentence()).put('\n');
            } else {
                out.put("YES\n");
            }
        }

        @Override
        public void encode(Event event, Output out) {
            out.put("SOMETHING WAS MISSED\n");
        }

        @Override
        public void farewell(ErrorCode code, String sentence, Output out) {
            out.put("BYE, ").put(sentence).put('\n');
        }
    }
}
