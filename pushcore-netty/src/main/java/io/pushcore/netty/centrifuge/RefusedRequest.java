package io.pushcore.netty.centrifuge;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Command;
import io.pushcore.transport.Reply;
import java.util.Optional;

/** What cannot be asked for in this way; the protocol has words for it that the engine has not. */
record RefusedRequest(Refusal refusal) implements ClientRequest {
    static RefusedRequest of(ProtocolError error, String sentence) {
        return new RefusedRequest(new Refusal(error, sentence));
    }

    @Override
    public Command command() {
        return new Command.Unreadable(new PushCoreException(ErrorCode.BAD_REQUEST, refusal.sentence()));
    }

    @Override
    public Optional<Refusal> refusal(Reply reply) {
        return Optional.of(refusal);
    }
}
