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
import java.util.function.BiFunction;

/** Reads the one-line commands of the modern form. */
final class ModernCommands {
    static final String PUBLISH = "usage: pub CHANNEL, or push USER, [key=KEY] [id=KEY] [ttl=DURATION] LENGTH";

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
            case "inbox" -> openInbox(words);
            case "ack" -> acknowledge(words);
            case "pending" -> pending(words);
            case "follow" -> new Command.Follow(only(words, "usage: follow CHANNEL"), true);
            case "unfollow" -> new Command.Follow(only(words, "usage: unfollow CHANNEL"), false);
            case "own" -> offsets(words, "usage: own FIRST LAST", Command.ReadOwn::new);
            case "read" -> offsets(words, "usage: read FIRST LAST", Command.MarkRead::new);
            case "states" -> offsets(words, "usage: states FIRST LAST", Command.ListReadStates::new);
            case "unread" -> alone(words, "usage: unread", new Command.CountUnread());
            case "follows" -> alone(words, "usage: follows", new Command.ListFollows());
            case "heads" -> heads(words);
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

    private static Command openInbox(List<String> words) {
        String usage = "usage: inbox [DEVICE] [session SESSION]";
        int next = words.size() > 1 && !words.get(1).equals("session") ? 2 : 1;
        boolean comesBack = words.size() > next;
        usage(!comesBack || (words.size() == next + 2 && words.get(next).equals("session")), usage);
        return new Command.OpenInbox(next == 2 ? words.get(1) : "", comesBack ? words.get(next + 1) : "");
    }

    private static Command acknowledge(List<String> words) {
        boolean only = words.size() == 3 && words.get(2).equals("only");
        usage(words.size() == 2 || only, "usage: ack SEQ [only]");
        return new Command.Acknowledge(Position.parseOffset(words.get(1)), only);
    }

    private static Command pending(List<String> words) {
        usage(words.size() <= 2, "usage: pending [MOST]");
        long most = words.size() == 1 ? 100 : Position.parseOffset(words.get(1));
        return new Command.ListPending("", (int) Math.min(most, Integer.MAX_VALUE));
    }

    private static Command heads(List<String> words) {
        boolean off = words.size() == 2 && words.get(1).equals("off");
        usage(words.size() == 1 || off, "usage: heads [off]");
        return new Command.WatchHead(!off);
    }

    private static Command alone(List<String> words, String usage, Command command) {
        usage(words.size() == 1, usage);
        return command;
    }

    private static Command offsets(List<String> words, String usage, BiFunction<Long, Long, Command> command) {
        usage(words.size() == 3, usage);
        return command.apply(Position.parseOffset(words.get(1)), Position.parseOffset(words.get(2)));
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
