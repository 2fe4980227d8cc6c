package io.pushcore.netty.centrifuge;

import io.pushcore.Credentials;
import io.pushcore.Position;
import io.pushcore.netty.http.Request;
import io.pushcore.transport.Terms;
import org.jspecify.annotations.Nullable;

/** What a connection is at. Only its lane touches it. */
final class Session {
    private final Terms terms;
    private final Request request;
    private final String secret;
    private boolean connected;
    private @Nullable String device;
    private @Nullable Position head;

    /**
     * @param request what opened the connection
     * @param secret what further commands find the connection by; empty where they come on it
     */
    Session(Terms terms, Request request, String secret) {
        this.terms = terms;
        this.request = request;
        this.secret = secret;
    }

    Terms terms() {
        return terms;
    }

    Request request() {
        return request;
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

    /** It is shown the inbox of a device; an empty one is the user's own. */
    void openedInbox(String ofDevice) {
        device = ofDevice;
    }

    /** How far the user's own log reaches, as far as the client learns it with the answer to its first command. */
    void headMoved(Position newest) {
        head = newest;
    }

    /** That, if it asked. */
    @Nullable
    Position head() {
        return head;
    }

    boolean hasInbox() {
        return device != null;
    }

    /** Whose inbox it is shown; empty for the user's own. */
    String device() {
        return device == null ? "" : device;
    }

    /** The channel by which a library knows the inbox. */
    String userChannel() {
        return "#" + terms.identity().user();
    }

    /** Whether somebody is to say who this is. */
    boolean asksWho(String token) {
        return !token.isEmpty() || !request.token().isEmpty() || terms.mustAuthenticate();
    }

    /** What the request showed, with the token of a command in place of its own if there is one. */
    Credentials credentials(String token) {
        Credentials shown = request.credentials(terms.remoteAddress());
        return token.isEmpty()
                ? shown
                : new Credentials(
                        shown.kind(),
                        shown.name(),
                        token,
                        shown.headers(),
                        shown.cookies(),
                        shown.path(),
                        shown.remoteAddress());
    }
}
