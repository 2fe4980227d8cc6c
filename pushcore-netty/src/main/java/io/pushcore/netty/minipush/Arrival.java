package io.pushcore.netty.minipush;

import io.pushcore.Credentials;
import io.pushcore.ErrorCode;
import io.pushcore.Names;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Request;
import io.pushcore.transport.Command;
import io.pushcore.transport.Terms;

/**
 * What a client shows that connects: cookies.
 *
 * @param user the cookie {@code x-uid}; empty if there is none
 */
record Arrival(Request request, String user) {
    static Arrival of(Request request) {
        return new Arrival(request, request.credentials("").cookies().getOrDefault("x-uid", ""));
    }

    /** Who it is: by credentials where they are asked for, else a number, taken at its word. */
    Command identify(Terms terms) {
        if (terms.mustAuthenticate()) {
            return new Command.Authenticate(credentials(terms.remoteAddress()));
        }
        try {
            return new Command.SetUser(String.valueOf(Integer.parseInt(user)));
        } catch (NumberFormatException none) {
            return new Command.Unreadable(
                    new PushCoreException(ErrorCode.UNAUTHENTICATED, "the cookie x-uid must be a whole number"));
        }
    }

    /** Whether credentials that hold are those of who the cookie says it is, if it says. */
    boolean fits(String known) {
        return !known.isEmpty() && (user.isEmpty() || user.equals(known));
    }

    private Credentials credentials(String remoteAddress) {
        Credentials shown = request.credentials(remoteAddress);
        String token = shown.cookies().getOrDefault("x-token", "");
        return new Credentials(
                Credentials.Kind.TOKEN,
                user,
                token.isEmpty() ? shown.token() : token,
                shown.headers(),
                shown.cookies(),
                shown.path(),
                remoteAddress);
    }

    /** Without the cookies. */
    @Override
    public String toString() {
        return "Arrival[" + Names.shown(user) + "]";
    }
}
