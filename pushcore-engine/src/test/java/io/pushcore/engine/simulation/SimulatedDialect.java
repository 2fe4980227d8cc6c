package io.pushcore.engine.simulation;

import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.Gap;
import io.pushcore.History;
import io.pushcore.Message;
import io.pushcore.Page;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.Start;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Command;
import io.pushcore.transport.Dialect;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One command, answer or event to a line, its words parted by one space. */
record SimulatedDialect(SimulatedForm form) implements Dialect {
    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public Codec open(Terms terms) {
        return new LineCodec(form, terms);
    }

    private record LineCodec(SimulatedForm wireForm, Terms terms) implements Codec {
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

        private Command command(String[] words) {
            try {
                return switch (words[0]) {
                    case "ping" -> new Command.Ping();
                    case "sub" ->
                        new Command.Subscribe(
                                words[1],
                                start(words[2]),
                                words[3].equals("waits"),
                                words[4].equals("whole"),
                                false,
                                "");
                    case "unsub" -> new Command.Unsubscribe(words[1]);
                    case "pub" ->
                        new Command.Publish(
                                words[1],
                                Publication.of(words[4])
                                        .idempotencyKey(words[2].equals("-") ? "" : words[2])
                                        .ttl(Duration.ofMillis(Long.parseLong(words[3]))));
                    case "hist" ->
                        new Command.ReadHistory(
                                words[1],
                                new History(start(words[2]), Integer.parseInt(words[3]), words[4].equals("newest")),
                                words[5].equals("whole"));
                    default -> throw new PushCoreException(ErrorCode.BAD_REQUEST, "no such word: " + words[0]);
                };
            } catch (PushCoreException unreadable) {
                return new Command.Unreadable(unreadable);
            }
        }

        private Start start(String word) {
            return switch (word) {
                case "now" -> Start.now();
                case "earliest" -> Start.earliest();
                default -> Start.parse(word, terms.now());
            };
        }

        @Override
        public WireForm form() {
            return wireForm;
        }

        @Override
        public void encode(Command command, Reply reply, Output out) {
            if (reply instanceof Reply.Subscribed subscribed) {
                out.put("subscribed " + subscribed.start() + " " + subscribed.already() + " " + subscribed.recovered());
            } else if (reply instanceof Reply.Unsubscribed unsubscribed) {
                out.put("unsubscribed " + unsubscribed.was());
            } else if (reply instanceof Reply.Accepted accepted) {
                out.put("accepted " + accepted.published().position() + " "
                        + accepted.published().repeat());
            } else if (reply instanceof Reply.Refused refused) {
                out.put("refused " + refused.code());
            } else if (reply instanceof Reply.HistoryPage page) {
                encode(page.page(), page.last(), out);
            } else {
                out.put("done");
            }
            out.put('\n');
        }

        private void encode(Page page, boolean last, Output out) {
            Optional<Gap> gap = page.gap();
            out.put("page " + last + " " + page.through() + " " + page.head() + " "
                    + gap.map(g -> g.from() + " " + g.to()).orElse("- -"));
            for (Message message : page.messages()) {
                out.put(" " + message.position() + "=" + message.text());
            }
        }

        @Override
        public void encode(Event event, Output out) {
            if (event instanceof Gap gap) {
                out.put("gap " + gap.channel() + " " + gap.from() + " " + gap.to() + "\n");
            } else if (event instanceof Closed closed) {
                out.put("closed " + closed.channel() + " " + closed.reason() + "\n");
            }
        }

        @Override
        public void farewell(ErrorCode code, String sentence, Output out) {
            out.put("bye " + code + "\n");
        }
    }
}
