package io.pushcore.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.Closed;
import io.pushcore.Credentials;
import io.pushcore.Delivery;
import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.Gap;
import io.pushcore.History;
import io.pushcore.InboxEvent;
import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.Presence;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.Start;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Command;
import io.pushcore.transport.Dialect;
import io.pushcore.transport.HeadNotice;
import io.pushcore.transport.Output;
import io.pushcore.transport.PresenceChange;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A line of words for each command, a line for each answer. */
final class FakeDialect implements Dialect {
    /** {@code msg CHANNEL OFFSET SENDER TEXT}; fails at the text {@code unwritable}. */
    static final WireForm FORM = new WireForm() {
        @Override
        public String name() {
            return "fake";
        }

        @Override
        public void encode(Message message, Output out) {
            out.put("msg ")
                    .put(message.channel())
                    .put(' ')
                    .decimal(message.offset())
                    .put(' ');
            out.put(message.sender().isEmpty() ? "-" : message.sender()).put(' ');
            if (message.text().equals("unwritable")) {
                throw new IllegalStateException("as the test says");
            }
            out.put(message.payload()).put('\n');
        }
    };

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public Codec open(Terms terms) {
        return new Lines(terms);
    }

    private static final class Lines implements Codec {
        private final Terms terms;
        private Supplier<Duration> beatsEvery = () -> Duration.ZERO;

        Lines(Terms terms) {
            this.terms = terms;
        }

        @Override
        public Command decode(ByteBuffer in) {
            for (int i = in.position(); i < in.limit(); i++) {
                if (in.get(i) == '\n') {
                    byte[] line = new byte[i - in.position()];
                    in.get(line).get();
                    return command(new String(line, UTF_8).split(" ", 3));
                }
            }
            if (in.remaining() > terms.maxFrameBytes()) {
                throw new PushCoreException(ErrorCode.FRAME_TOO_LARGE, "line too long");
            }
            return null;
        }

        private Command command(String[] words) {
            return switch (words[0]) {
                case "ping" -> new Command.Ping();
                case "beats" -> beats(() -> Duration.ofSeconds(25));
                case "broken" ->
                    beats(() -> {
                        throw new IllegalStateException("as the test says");
                    });
                case "token" -> new Command.Authenticate(Credentials.token(words[1], "fake"));
                case "refresh" -> new Command.Authenticate(Credentials.token(words[1], "fake"), true);
                case "app" -> new Command.Authenticate(Credentials.appSecret(words[1], words[2], "fake"));
                case "issue" -> new Command.IssueToken(words[1]);
                case "user" -> new Command.SetUser(words[1]);
                case "sub" ->
                    new Command.Subscribe(
                            words[1], words.length < 3 ? Start.now() : Start.parse(words[2], terms.now()), false);
                case "whole" ->
                    new Command.Subscribe(words[1], Start.parse(words[2], terms.now()), false, true, false, "");
                case "pass" -> new Command.Subscribe(words[1], Start.now(), false, false, false, words[2]);
                case "renew" -> new Command.RefreshSubscription(words[1], words[2]);
                case "note" -> new Command.Subscribe(words[1], Start.now(), false, words.length > 2, true, "");
                case "inbox" -> new Command.OpenInbox(words[1], words.length < 3 ? "" : words[2]);
                case "wait" -> new Command.Subscribe(words[1], Start.now(), true);
                case "unsub" -> new Command.Unsubscribe(words[1]);
                case "pub" -> new Command.Publish(words[1], Publication.of(words[2]));
                case "as" ->
                    new Command.Publish(
                            words[2], Publication.of("as " + words[1]).sender(words[1]));
                case "history" -> new Command.ReadHistory(words[1], History.earliest(), true);
                case "presence" -> new Command.ReadPresence(words[1]);
                case "ack" -> new Command.Acknowledge(words[1], Long.parseLong(words[2]), false);
                case "heads" -> new Command.WatchHead(true);
                case "noheads" -> new Command.WatchHead(false);
                case "call" -> new Command.Call(words[1], Payload.of(words.length < 3 ? "" : words[2]));
                case "tell" -> new Command.Tell(Payload.of(words[1]));
                case "crash" -> throw new IllegalStateException("as the test says");
                case "lost" -> throw new PushCoreException(ErrorCode.BAD_REQUEST, "framing lost");
                default -> new Command.Unreadable(new PushCoreException(ErrorCode.BAD_REQUEST, "no such word"));
            };
        }

        private Command beats(Supplier<Duration> every) {
            beatsEvery = every;
            return new Command.Ping();
        }

        @Override
        public boolean broadcast(Payload payload, Output out) {
            out.put("to all ").put(payload).put('\n');
            return true;
        }

        @Override
        public Duration heartbeatEvery() {
            return beatsEvery.get();
        }

        @Override
        public Duration heartbeatAnswerWithin() {
            return Duration.ofSeconds(10);
        }

        @Override
        public void heartbeat(Output out) {
            out.put("beat\n");
        }

        @Override
        public WireForm form() {
            return FORM;
        }

        @Override
        public void encode(Command command, Reply reply, Output out) {
            if (reply instanceof Reply.Refused refused) {
                out.put("err ").put(refused.code().name()).put(' ').put(refused.sentence());
            } else if (reply instanceof Reply.Authenticated done) {
                out.put("welcome ").put(done.identity().user()).put(done.already() ? " already" : "");
            } else if (reply instanceof Reply.Token token) {
                out.put("token ").put(token.token());
            } else if (reply instanceof Reply.Subscribed subscribed) {
                out.put("subscribed ")
                        .decimal(subscribed.start().offset())
                        .put(subscribed.already() ? " already" : "")
                        .put(subscribed.recovered() ? "" : " instead")
                        .put(left(subscribed.expires()));
            } else if (reply instanceof Reply.Refreshed refreshed) {
                out.put("renewed").put(left(refreshed.expires()));
            } else if (reply instanceof Reply.Unsubscribed unsubscribed) {
                out.put("unsubscribed ").put(String.valueOf(unsubscribed.was()));
            } else if (reply instanceof Reply.Accepted accepted) {
                out.put("accepted ").decimal(accepted.published().position().offset());
            } else if (reply instanceof Reply.InboxOpened opened) {
                out.put("inbox ").put(opened.session());
            } else if (reply instanceof Reply.HeadWatched watched) {
                out.put("heads ").decimal(watched.newest().offset());
            } else if (reply instanceof Reply.Result result) {
                out.put("result ").put(result.data());
            } else if (reply instanceof Reply.HistoryPage page) {
                page.page().messages().forEach(message -> FORM.encode(message, out));
                out.put(page.last() ? "end" : "more");
            } else if (reply instanceof Reply.PresenceList list) {
                out.put("present ")
                        .put(list.presence().stream()
                                .map(presence -> presence.user())
                                .sorted()
                                .collect(Collectors.joining(",")));
            } else {
                out.put("ok");
            }
            out.put('\n');
        }

        @Override
        public void encode(Event event, Output out) {
            if (event instanceof Gap gap) {
                out.put("gap ")
                        .decimal(gap.from().offset())
                        .put(' ')
                        .decimal(gap.to().offset())
                        .put('\n');
            } else if (event instanceof Closed closed) {
                out.put("closed ")
                        .put(closed.channel())
                        .put(' ')
                        .put(closed.reason().name())
                        .put('\n');
            }
        }

        @Override
        public void deliver(InboxEvent event, Output out) {
            if (event instanceof Delivery delivery) {
                out.put("seq ").decimal(delivery.seq()).put('\n');
            }
        }

        private String left(Instant expires) {
            return expires.equals(Instant.MAX)
                    ? ""
                    : " for " + Duration.between(terms.now(), expires).toSeconds();
        }

        @Override
        public void encode(HeadNotice notice, Output out) {
            out.put("head ").decimal(notice.newest().offset()).put('\n');
        }

        @Override
        public void encode(PresenceChange change, Output out) {
            Presence who = change.who();
            out.put(change.joined() ? "join " : "leave ")
                    .put(change.channel())
                    .put(' ')
                    .put(who.user())
                    .put(who.session().equals(terms.session()) ? " myself\n" : "\n");
        }

        @Override
        public void farewell(ErrorCode code, String sentence, Output out) {
            out.put("bye ").put(code.name()).put(' ').put(sentence).put('\n');
        }
    }
}
