package io.pushcore.netty.minipush;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message that asks what cannot be answered.
 *
 * @param params what is wrong, one sentence each
 * @param asked what it was, as JSON; empty to leave it out
 * @param isLast whether the connection ends with it
 */
record WrongInquiry(List<String> params, String asked, boolean isLast) implements Inquiry {
    WrongInquiry {
        params = List.copyOf(params);
    }

    /** After which there is nothing more to say. */
    static WrongInquiry last(String sentence) {
        return new WrongInquiry(List.of(sentence), "", true);
    }

    @Override
    public Command begin() {
        return new Command.Unreadable(new PushCoreException(ErrorCode.BAD_REQUEST, String.join(", ", params)));
    }

    @Override
    public @Nullable Command next(Reply reply) {
        return null;
    }

    @Override
    public void answer(Output json) {}

    @Override
    public void refused(Reply.Refused refused, Output json) {
        MinipushJson.error(MinipushJson.INVALID, params, asked, json);
    }
}
