package io.pushcore.engine.simulation;

import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.InboxEvent;
import io.pushcore.Message;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Command;
import io.pushcore.transport.Dialect;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A line for each command, answer and event of an inbox; events are written as the number under which the peer finds them. */
record InboxDialect(InboxPeer peer) implements Dialect {
    private static final WireForm NO_CHANNELS = new WireForm() {
        @Override
        public String name() {
            return "inbox only";
        }

        @Override
        public void encode(Message message, Output out) {
            throw new IllegalStateException("nobody subscribes here");
        }
    };

    @Override
    public String name() {
        return "inbox";
    }

    @Override
    public Codec open(Terms terms) {
        return new Lines(peer);
    }

    private record Lines(InboxPeer peer) implements Codec {
        @Override
        public @Nullable Command decode(ByteBuffer in) {
            for (int i = in.position(); i < in.limit(); i++) {
                if (in.get(i) == '\n') {
                    byte[] line = new byte[i - in.position()];
                    in.get(line);
                    in.get();
                    return command(new String(line, StandardCharsets.UTF_8).split(" ", -1));
                }
            }
            return null;
        }

        private static Command command(String[] words) {
            return switch (words[0]) {
                case "user" -> new Command.SetUser(words[1]);
                case "inbox" -> new Command.OpenInbox(words[1], words[2]);
                case "ack" -> new Command.Acknowledge(Long.parseLong(words[1]), Boolean.parseBoolean(words[2]));
                default -> new Command.Unreadable(new PushCoreException(ErrorCode.BAD_REQUEST, "no such word"));
            };
        }

        @Override
        public WireForm form() {
            return NO_CHANNELS;
        }

        @Override
        public void encode(Command command, Reply reply, Output out) {
            if (reply instanceof Reply.Refused refused) {
                out.put("err ").put(refused.code().name()).put(' ').put(refused.sentence());
            } else if (reply instanceof Reply.InboxOpened opened) {
                out.put("ok ").put(opened.session()).put(' ').decimal(opened.shownBefore());
            } else {
                out.put("ok");
            }
            out.put('\n');
        }

        @Override
        public void encode(Event event, Output out) {
            throw new IllegalStateException("nobody subscribes here");
        }

        @Override
        public void deliver(InboxEvent event, Output out) {
            out.put("event ").decimal(peer.numberOf(event)).put('\n');
        }

        @Override
        public void farewell(ErrorCode code, String sentence, Output out) {
            out.put("bye ").put(code.name()).put(' ').put(sentence).put('\n');
        }
    }
}
