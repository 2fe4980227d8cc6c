package io.pushcore.netty.ipush;

import io.pushcore.Credentials;
import io.pushcore.ErrorCode;
import io.pushcore.Names;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Request;
import io.pushcore.transport.Command;
import io.pushcore.transport.Terms;

/**
 * What a client asks for that connects.
 *
 * @param endsAfterOne whether it wants one message and then the end
 */
record Connect(Request request, String user, String password, boolean endsAfterOne) {
    static Connect of(Request request) {
        String user = request.parameter("uid").orElse("");
        String password = request.parameter("password").orElse("");
        if (user.isEmpty() || password.isEmpty()) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, "uid or password should not empty");
        }
        boolean endsAfterOne = switch (request.parameter("type").orElse("1")) {
            case "1" -> false;
            case "2" -> true;
            default ->
                throw new PushCoreException(ErrorCode.BAD_REQUEST, "type must be 1 (stream) or 2 (long polling)");
        };
        return new Connect(request, Names.user(user), password, endsAfterOne);
    }

    /** Who it is: by credentials where they are asked for, else taken at its word. */
    Command identify(Terms terms) {
        return terms.mustAuthenticate()
                ? new Command.Authenticate(credentials(terms.remoteAddress()))
                : new Command.SetUser(user);
    }

    private Credentials credentials(String remoteAddress) {
        Credentials shown = request.credentials(remoteAddress);
        return new Credentials(
                Credentials.Kind.TOKEN, user, password, shown.headers(), shown.cookies(), shown.path(), remoteAddress);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "Connect[" + Names.shown(user) + "]";
    }
}
