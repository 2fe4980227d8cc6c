package io.pushcore.netty.centrifuge;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;

/** Why a command is not done. */
record Refusal(ProtocolError error, String sentence) {
    static Refusal of(Reply.Refused refused) {
        // what time alone mends is tried again; what is too many stays so
        boolean soon = refused.code() == ErrorCode.LIMIT_REACHED
                && !refused.retryAfter().isZero();
        return new Refusal(
                soon ? ProtocolError.TOO_MANY_REQUESTS : ProtocolError.of(refused.code()), refused.sentence());
    }

    static Refusal of(PushCoreException wrong) {
        return new Refusal(ProtocolError.of(wrong.code()), wrong.sentence());
    }

    void write(Output json) {
        json.put("{\"code\":").decimal(error.number()).put(",\"message\":");
        Json.text(sentence, json);
        json.put(error.isTemporary() ? ",\"temporary\":true}" : "}");
    }
}
