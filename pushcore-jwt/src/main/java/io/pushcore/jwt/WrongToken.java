package io.pushcore.jwt;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;

/** Why a token is refused. The sentence holds nothing of the token. */
final class WrongToken extends Exception {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;

    WrongToken(String sentence) {
        this(ErrorCode.UNAUTHENTICATED, sentence);
    }

    WrongToken(ErrorCode code, String sentence) {
        super(sentence, null, false, false);
        this.code = code;
    }

    PushCoreException refusal() {
        return new PushCoreException(code, "token refused: " + getMessage());
    }
}
