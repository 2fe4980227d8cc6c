package io.pushcore.netty.line;

import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.Message;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Command;
import io.pushcore.transport.LineFinder;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The plain form: pushd's text, replies between the bytes 1 and 2, pushes between 0 and 2. */
final class PlainCodec implements Codec {
    private static final int REPLY = 1;
    private static final int END = 2;

    private final Terms terms;
    private final PushdCommands commands;
    private final LineFinder lines = new LineFinder();
    private final PushdReplies replies = new PushdReplies();

    PlainCodec(Terms terms) {
        this.terms = terms;
        this.commands = PushdCommands.plain(terms);
    }

    @Override
    public @Nullable Command decode(ByteBuffer in) {
        int length;
        while ((length = lines.next(in, terms.maxFrameBytes())) > 0) {
            Command command = commands.read(Line.of(in, length));
            in.position(in.position() + length);
            if (command != null) {
                return command;
            }
        }
        return null;
    }

    @Override
    public WireForm form() {
        return PlainForm.INSTANCE;
    }

    @Override
    public void encode(Command command, Reply reply, Output out) {
        if (!replies.isOpen()) {
            out.put(REPLY);
        }
        PushdReplies.Ending ending = replies.write(command, reply, out);
        if (ending == PushdReplies.Ending.OPEN) {
            return;
        }
        if (ending != PushdReplies.Ending.BARE) {
            out.put('\n');
        }
        out.put(END);
    }

    /** pushd has no word for a gap; of a subscription that ended it can only say that it is no more. */
    @Override
    public void encode(Event event, Output out) {
        if (event instanceof Message message) {
            form().encode(message, out);
        } else if (event instanceof Closed closed && PushdReplies.isNews(closed)) {
            out.put(REPLY).put("UNSUBSCRIBED ").put(closed.channel()).put('\n').put(END);
        }
    }

    @Override
    public void farewell(ErrorCode code, String sentence, Output out) {
        out.put(REPLY).put(OneLine.of(sentence)).put('\n').put(END);
    }
}
