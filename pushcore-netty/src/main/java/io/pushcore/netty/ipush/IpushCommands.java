package io.pushcore.netty.ipush;

import io.pushcore.ErrorCode;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.netty.ipush.IpushCounters.Kind;
import io.pushcore.transport.Command;

/** Messages of clients to commands. */
final class IpushCommands {
    private IpushCommands() {}

    /** What a message of a user asks for. */
    static Command of(IpushMessage message, String user, IpushCounters counters) {
        return switch ((int) Math.min(message.type(), 6)) {
            case 0 -> counted(Kind.HB, counters, new Command.Ping());
            case 1 -> counted(Kind.SUB, counters, follow(message, user, true));
            case 2 -> counted(Kind.UNSUB, counters, follow(message, user, false));
            case 3 -> counted(Kind.MSG, counters, new Command.Push(message.to(), publication(message, user)));
            case 4 -> counted(Kind.CMSG, counters, new Command.Publish(message.channel(), publication(message, user)));
            case 5 -> counted(Kind.ACK, counters, new Command.Acknowledge(message.seq(), false));
            default -> throw new PushCoreException(ErrorCode.BAD_REQUEST, "this is no message: y must be from 0 to 5");
        };
    }

    private static Command counted(Kind kind, IpushCounters counters, Command command) {
        counters.came(kind);
        return command;
    }

    /** The user stands under u as the program has it, or under f as its page has it, or goes without saying. */
    private static Command follow(IpushMessage message, String user, boolean follows) {
        String who = message.user().isEmpty() ? message.from() : message.user();
        return new Command.Follow(message.channel(), follows, other(who, user));
    }

    private static Publication publication(IpushMessage message, String user) {
        return Publication.of(message.body()).ttl(IpushSite.TTL).sender(other(message.from(), user));
    }

    /** Who is meant, if it is somebody else: whether that may be is not decided here. */
    private static String other(String said, String user) {
        return said.equals(user) ? "" : said;
    }
}
