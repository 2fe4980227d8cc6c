package io.pushcore.netty.line;

import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.Gap;
import io.pushcore.InboxEvent;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Command;
import io.pushcore.transport.HeadNotice;
import io.pushcore.transport.LineFinder;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The modern form: a line each way, payloads by length. */
final class ModernCodec implements Codec {
    private final Terms terms;
    private final ModernCommands commands;
    private final LineFinder lines = new LineFinder();
    private @Nullable PublishHeader publish;
    private boolean lost;

    ModernCodec(Terms terms) {
        this.terms = terms;
        this.commands = new ModernCommands(terms);
    }

    @Override
    public @Nullable Command decode(ByteBuffer in) {
        try {
            return next(in);
        } catch (PushCoreException broken) {
            lost = true;
            throw broken;
        }
    }

    private @Nullable Command next(ByteBuffer in) {
        PublishHeader header = publish;
        while (header == null) {
            int length = lines.next(in, terms.maxFrameBytes());
            if (length == 0) {
                return null;
            }
            List<String> words = Line.of(in, length).words();
            if (!words.isEmpty() && PublishHeader.isOne(words.get(0))) {
                header = PublishHeader.read(words, length, terms);
                continue;
            }
            in.position(in.position() + length);
            if (!words.isEmpty()) {
                return commands.read(words);
            }
        }
        boolean whole = header.isWhole(in);
        publish = whole ? null : header;
        return whole ? header.take(in) : null;
    }

    @Override
    public WireForm form() {
        return ModernForm.INSTANCE;
    }

    @Override
    public void encode(Command command, Reply reply, Output out) {
        if (reply instanceof Reply.Refused refused) {
            last("err ", refused.code(), refused.sentence(), out);
        } else if (command instanceof Command.Ping) {
            out.put("pong\n");
        } else if (reply instanceof Reply.Accepted accepted && command instanceof Command.Publish pub) {
            ok("pub", pub.channel(), accepted.published().position(), out);
            out.put(accepted.published().repeat() ? " repeat\n" : "\n");
        } else if (reply instanceof Reply.Subscribed subscribed && command instanceof Command.Subscribe sub) {
            ok("sub", sub.channel(), subscribed.start(), out);
            out.put('\n');
        } else if (command instanceof Command.Unsubscribe unsubscribe) {
            out.put("ok unsub ").put(unsubscribe.channel()).put('\n');
        } else if (reply instanceof Reply.HistoryPage page && command instanceof Command.ReadHistory read) {
            history(read.channel(), page, out);
        } else if (reply instanceof Reply.Token token) {
            out.put("ok gettoken ").put(token.token()).put('\n');
        } else if (!InboxLines.answer(reply, out)) {
            out.put("ok\n");
        }
    }

    private void history(String channel, Reply.HistoryPage reply, Output out) {
        reply.page().gap().ifPresent(gap -> encode(gap, out));
        for (Message message : reply.page().messages()) {
            form().encode(message, out);
        }
        if (reply.last()) {
            ok("his", channel, reply.page().through(), out);
            out.put('\n');
        }
    }

    private static void ok(String command, String channel, Position position, Output out) {
        out.put("ok ").put(command).put(' ').put(channel).put(' ');
        ModernForm.put(position, out);
    }

    @Override
    public void encode(Event event, Output out) {
        if (event instanceof Message message) {
            form().encode(message, out);
        } else if (event instanceof Gap gap) {
            out.put("gap ").put(gap.channel()).put(' ');
            ModernForm.put(gap.from(), out);
            out.put(' ');
            ModernForm.put(gap.to(), out);
            out.put('\n');
        } else if (event instanceof Closed closed && closed.reason() != Closed.Reason.UNSUBSCRIBED) {
            String reason = closed.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
            out.put("end ").put(closed.channel()).put(' ').put(reason).put(' ');
            out.put(OneLine.of(closed.sentence())).put('\n');
        }
    }

    @Override
    public void encode(HeadNotice notice, Output out) {
        InboxLines.head(notice.newest(), out);
    }

    @Override
    public void deliver(InboxEvent event, Output out) {
        InboxLines.event(event, out);
    }

    /** {@code err} where the client's framing was lost, else {@code bye}. */
    @Override
    public void farewell(ErrorCode code, String sentence, Output out) {
        last(lost ? "err " : "bye ", code, sentence, out);
    }

    private static void last(String word, ErrorCode code, String sentence, Output out) {
        out.put(word).decimal(code.number()).put(' ').put(OneLine.of(sentence)).put('\n');
    }
}
