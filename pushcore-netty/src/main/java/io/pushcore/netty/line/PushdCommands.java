package io.pushcore.netty.line;

import io.pushcore.Credentials;
import io.pushcore.ErrorCode;
import io.pushcore.History;
import io.pushcore.Identity;
import io.pushcore.Names;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.Start;
import io.pushcore.transport.Command;
import io.pushcore.transport.Terms;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads pushd's commands; what is wrong with one is said in pushd's own words. */
final class PushdCommands {
    static final String NEED_AUTH = "Need Auth first";
    static final String NOT_PERMIT = "Not Permit";
    static final String WITHOUT_MESSAGE = "Publish without msg";

    private static final Set<String> FREE = Set.of("ping", "auth", "auth_client", "auth_server");
    private static final int MESSAGES_A_PAGE = 1_000;

    private final Terms terms;
    private final boolean framed;

    private PushdCommands(Terms terms, boolean framed) {
        this.terms = terms;
        this.framed = framed;
    }

    static PushdCommands plain(Terms terms) {
        return new PushdCommands(terms, false);
    }

    static PushdCommands framed(Terms terms) {
        return new PushdCommands(terms, true);
    }

    /** The command, or null if the line is empty or begins with a space. */
    @Nullable
    Command read(Line line) {
        if (line.isEmpty()) {
            return null;
        }
        try {
            String word = line.word();
            return word.isEmpty() ? null : command(word, line);
        } catch (PushCoreException wrong) {
            return new Command.Unreadable(wrong);
        }
    }

    private Command command(String word, Line line) {
        if (terms.mustAuthenticate() && !FREE.contains(word)) {
            throw new PushCoreException(ErrorCode.UNAUTHENTICATED, NEED_AUTH);
        }
        return switch (word) {
            case "ping" -> new Command.Ping();
            case "sub" -> subscribe(line);
            case "unsub" -> new Command.Unsubscribe(needed(line.word(), "Lack unsub channel"));
            case "pub" -> publish(line);
            case "his" -> history(line);
            case "gettoken" -> new Command.IssueToken(line.word());
            case "setuuid" -> new Command.SetUser(needed(line.word(), "Lack uuid"));
            case "auth" -> authenticate(line);
            case "auth_client" -> authenticateClient(line);
            case "auth_server" -> authenticateServer(line);
            default -> throw new PushCoreException(ErrorCode.NOT_FOUND, "Cmd not found: " + Names.shown(word));
        };
    }

    private Command subscribe(Line line) {
        String channel = needed(line.word(), "Lack sub channel");
        if (!framed && terms.identity().has(Identity.GRANT_SERVER)) {
            throw new PushCoreException(ErrorCode.FORBIDDEN, NOT_PERMIT);
        }
        return new Command.Subscribe(channel, Start.now(), false);
    }

    private static Command publish(Line line) {
        String channel = needed(line.word(), WITHOUT_MESSAGE);
        if (line.isEmpty()) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, WITHOUT_MESSAGE);
        }
        return new Command.Publish(channel, Publication.of(line.payload()));
    }

    /** In frames one page only: a frame has its length in front, so that all of it would have to be held here. */
    private Command history(Line line) {
        String channel = needed(line.word(), "Invalid Params for history");
        long time = time(needed(line.rest(), "Invalid Params for history"));
        Start start = time <= 0 ? Start.earliest() : Start.since(Nanos.instant(time - 1));
        int limit = framed ? History.MAX_LIMIT : MESSAGES_A_PAGE;
        return new Command.ReadHistory(channel, History.from(start).limit(limit), !framed);
    }

    private Command authenticate(Line line) {
        String user = needed(line.word(), "Invalid Params for auth");
        String token = needed(line.word(), "Invalid Params for auth");
        return new Command.Authenticate(
                Credentials.token(token, terms.remoteAddress()).named(user));
    }

    private Command authenticateClient(Line line) {
        String token = needed(line.word(), "Invalid Params for auth_client");
        return new Command.Authenticate(Credentials.token(token, terms.remoteAddress()));
    }

    private Command authenticateServer(Line line) {
        String app = needed(line.word(), "Invalid Params for auth_server");
        String secret = needed(line.word(), "Invalid Params for auth_server");
        return new Command.Authenticate(Credentials.appSecret(app, secret, terms.remoteAddress()));
    }

    private static String needed(String word, String otherwise) {
        if (word.isEmpty()) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, otherwise);
        }
        return word;
    }

    /** Nanoseconds; errors as Go's strconv words them, which is what clients of pushd have seen. */
    private static long time(String text) {
        if (!isDecimal(text)) {
            throw unreadable(text, "invalid syntax");
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException tooLarge) {
            throw unreadable(text, "value out of range");
        }
    }

    private static boolean isDecimal(String text) {
        int digits = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
        for (int i = digits; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return text.length() > digits;
    }

    private static PushCoreException unreadable(String text, String why) {
        return new PushCoreException(
                ErrorCode.BAD_REQUEST, "strconv.ParseInt: parsing \"" + Names.shown(text) + "\": " + why);
    }
}
