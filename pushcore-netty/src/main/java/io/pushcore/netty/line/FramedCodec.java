package io.pushcore.netty.line;

import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.Message;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The framed form: pushd's text after its length, one answer or push a frame; several commands may share one. */
final class FramedCodec implements Codec {
    private final Terms terms;
    private final PushdCommands commands;
    private final PushdReplies replies = new PushdReplies();

    /** How many bytes of a frame that has come whole are still to be read. */
    private int left;

    FramedCodec(Terms terms) {
        this.terms = terms;
        this.commands = PushdCommands.framed(terms);
    }

    @Override
    public @Nullable Command decode(ByteBuffer in) {
        while (left > 0 || beginFrame(in)) {
            int length = lineLength(in);
            Line line = Line.of(in, length);
            Command command = commands.read(line);
            in.position(in.position() + length);
            left -= length;
            if (command != null) {
                return command;
            }
        }
        return null;
    }

    /** Skips the length of the next frame that is not empty, if all of the frame is there. */
    private boolean beginFrame(ByteBuffer in) {
        while (in.remaining() >= Integer.BYTES) {
            int length = length(in);
            if (in.remaining() - Integer.BYTES < length) {
                return false;
            }
            in.position(in.position() + Integer.BYTES);
            left = length;
            if (length > 0) {
                return true;
            }
        }
        return false;
    }

    private int length(ByteBuffer in) {
        int at = in.position();
        int length = (in.get(at) & 0xFF) << 24
                | (in.get(at + 1) & 0xFF) << 16
                | (in.get(at + 2) & 0xFF) << 8
                | (in.get(at + 3) & 0xFF);
        if (length < 0 || length > terms.maxFrameBytes()) {
            throw new PushCoreException(
                    ErrorCode.FRAME_TOO_LARGE,
                    "frame must not be longer than " + terms.maxFrameBytes() + " bytes: "
                            + Integer.toUnsignedString(length));
        }
        return length;
    }

    /** The length of the next line of the frame, its newline included. */
    private int lineLength(ByteBuffer in) {
        for (int i = 0; i < left; i++) {
            if (in.get(in.position() + i) == '\n') {
                return i + 1;
            }
        }
        return left;
    }

    @Override
    public WireForm form() {
        return FramedForm.INSTANCE;
    }

    @Override
    public void encode(Command command, Reply reply, Output out) {
        int start = begin(out);
        if (replies.write(command, reply, out) == PushdReplies.Ending.ERROR) {
            out.put('\n');
        }
        end(start, out);
    }

    @Override
    public void encode(Event event, Output out) {
        if (event instanceof Message message) {
            form().encode(message, out);
        } else if (event instanceof Closed closed && PushdReplies.isNews(closed)) {
            int start = begin(out);
            out.put("UNSUBSCRIBED ").put(closed.channel());
            end(start, out);
        }
    }

    @Override
    public void farewell(ErrorCode code, String sentence, Output out) {
        int start = begin(out);
        out.put(OneLine.of(sentence)).put('\n');
        end(start, out);
    }

    private static int begin(Output out) {
        int start = out.length();
        out.int32(0);
        return start;
    }

    private static void end(int start, Output out) {
        out.int32At(start, out.length() - start - Integer.BYTES);
    }
}
