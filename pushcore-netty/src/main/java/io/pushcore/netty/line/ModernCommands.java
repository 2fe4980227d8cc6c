package io.pushcore.netty.line;

import io.pushcore.Credentials;
import io.pushcore.ErrorCode;
import io.pushcore.History;
import io.pushcore.Names;
import io.pushcore.Position;
import io.pushcore.PushCoreException;
import io.pushcore.Start;
import io.pushcore.transport.Command;
import io.pushcore.transport.Terms;
import java.util.List;

/** Reads the one-line commands of the modern form. */
final class ModernCommands {
    static final String PUBLISH = "usage: pub CHANNEL [key=KEY] [id=KEY] [ttl=DURATION] LENGTH";

    private static final String SUBSCRIBE = "usage: sub CHANNEL [since SINCE] [wait]";
    private static final String HISTORY = "usage: his CHANNEL since SINCE [limit NUMBER]";

    private final Terms terms;

    ModernCommands(Terms terms) {
        this.terms = terms;
    }

    Command read(List<String> words) {
        try {
            return command(words);
        } catch (PushCoreException wrong) {
            return new Command.Unreadable(wrong);
        }
    }

    private Command command(List<String> words) {
        return switch (words.get(0)) {
            case "ping" -> new Command.Ping();
            case "auth" -> authenticate(only(words, "usage: auth TOKEN"));
            case "auth_server" -> authenticateServer(words);
            case "gettoken" -> new Command.IssueToken(words.size() == 1 ? "" : only(words, "usage: gettoken [USER]"));
            case "setuuid" -> new Command.SetUser(only(words, "usage: setuuid USER"));
            case "sub" -> subscribe(words);
            case "unsub" -> new Command.Unsubscribe(only(words, "usage: unsub CHANNEL"));
            case "his" -> history(words);
            case "inbox", "ack" -> throw new PushCoreException(ErrorCode.NOT_YET, "not available yet: " + words.get(0));
            default ->
                throw new PushCoreException(ErrorCode.NOT_FOUND, "no such command: " + Names.shown(words.get(0)));
        };
    }

    private Command authenticate(String token) {
        return new Command.Authenticate(Credentials.token(token, terms.remoteAddress()));
    }

    private Command authenticateServer(List<String> words) {
        usage(words.size() == 3, "usage: auth_server APP SECRET");
        return new Command.Authenticate(Credentials.appSecret(words.get(1), words.get(2), terms.remoteAddress()));
    }

    private Command subscribe(List<String> words) {
        usage(words.size() >= 2, SUBSCRIBE);
        int next = 2;
        Start start = Start.now();
        if (words.size() > next && words.get(next).equals("since")) {
            usage(words.size() > next + 1, SUBSCRIBE);
            start = Start.parse(words.get(next + 1), terms.now());
            next += 2;
        }
        boolean waits = words.size() > next;
        usage(!waits || (words.size() == next + 1 && words.get(next).equals("wait")), SUBSCRIBE);
        return new Command.Subscribe(words.get(1), start, waits);
    }

    private Command history(List<String> words) {
        usage((words.size() == 4 || words.size() == 6) && words.get(2).equals("since"), HISTORY);
        History history = History.from(Start.parse(words.get(3), terms.now()));
        if (words.size() == 6) {
            usage(words.get(4).equals("limit"), HISTORY);
            history = history.limit((int) Math.min(Position.parseOffset(words.get(5)), Integer.MAX_VALUE));
        }
        return new Command.ReadHistory(words.get(1), history, false);
    }

    private static String only(List<String> words, String usage) {
        usage(words.size() == 2, usage);
        return words.get(1);
    }

    private static void usage(boolean right, String usage) {
        if (!right) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, usage);
        }
    }
}
