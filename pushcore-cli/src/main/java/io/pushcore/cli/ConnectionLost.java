package io.pushcore.cli;

import java.io.IOException;
import java.io.Serial;

/** There is no connection to the broker, or none any more; the sentence says why. */
final class ConnectionLost extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    ConnectionLost(String sentence) {
        super(sentence);
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
