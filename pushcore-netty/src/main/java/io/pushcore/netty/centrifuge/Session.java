package io.pushcore.netty.centrifuge;

import io.pushcore.transport.Terms;

/** What a connection is at. Only its lane touches it. */
final class Session {
    private final Terms terms;
    private final String secret;
    private boolean connected;

    /** @param secret what further commands find the connection by; empty where they come on it */
    Session(Terms terms, String secret) {
        this.terms = terms;
        this.secret = secret;
    }

    Terms terms() {
        return terms;
    }

    String secret() {
        return secret;
    }

    boolean isConnected() {
        return connected;
    }

    void connected() {
        connected = true;
    }
}
