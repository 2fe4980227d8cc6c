package io.pushcore.netty.socketio;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Head;
import io.pushcore.netty.http.JsonText;
import io.pushcore.netty.http.Status;
import io.pushcore.transport.Output;

/** What Engine.IO answers to requests that it refuses: a number and a sentence, both its own. */
enum Refusal {
    UNKNOWN_TRANSPORT(0, "Transport unknown"),
    UNKNOWN_SESSION(1, "Session ID unknown"),
    BAD_HANDSHAKE(2, "Bad handshake method"),
    BAD_REQUEST(3, "Bad request"),
    FORBIDDEN(4, "Forbidden"),
    UNSUPPORTED_VERSION(5, "Unsupported protocol version");

    private final int number;
    private final String sentence;

    Refusal(int number, String sentence) {
        this.number = number;
        this.sentence = sentence;
    }

    PushCoreException exception() {
        return new PushCoreException(ErrorCode.BAD_REQUEST, sentence);
    }

    /** The one of a sentence, else what stands for all others. */
    static Refusal of(PushCoreException error) {
        for (Refusal refusal : values()) {
            if (refusal.sentence.equals(error.sentence())) {
                return refusal;
            }
        }
        return error.code() == ErrorCode.FORBIDDEN || error.code() == ErrorCode.LIMIT_REACHED ? FORBIDDEN : BAD_REQUEST;
    }

    /** Answers an error with its own status and sentence, and the number that Engine.IO has for such. */
    static void answer(PushCoreException error, String origin, boolean closes, Output out) {
        of(error).answer(Status.of(error.code()), error.sentence(), origin, closes, out);
    }

    void answer(String origin, boolean closes, Output out) {
        answer(400, sentence, origin, closes, out);
    }

    private void answer(int status, String says, String origin, boolean closes, Output out) {
        Output body = new Output().put("{\"code\":").decimal(number).put(",\"message\":");
        JsonText.string(says, body);
        Head.of(status, origin, out).closes(closes).whole("application/json", body.put('}'));
    }
}
