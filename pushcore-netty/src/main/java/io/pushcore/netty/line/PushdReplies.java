package io.pushcore.netty.line;

import io.pushcore.Closed;
import io.pushcore.Credentials;
import io.pushcore.ErrorCode;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;

/** Writes pushd's answers, without what frames them. */
final class PushdReplies {
    /** How an answer ends. */
    enum Ending {
        /** As an answer. */
        ANSWER,
        /** As an error; the framed form adds a newline to it. */
        ERROR,
        /** Without the newline that every other text has. */
        BARE,
        /** Not yet: more of it follows. */
        OPEN
    }

    private final JsonHistory history = new JsonHistory();

    Ending write(Command command, Reply reply, Output out) {
        if (reply instanceof Reply.Refused refused) {
            return refuse(command, refused, out);
        }
        if (reply instanceof Reply.HistoryPage page) {
            history.write(page, out);
            return page.last() ? Ending.ANSWER : Ending.OPEN;
        }
        answer(command, reply, out);
        return Ending.ANSWER;
    }

    /** Whether the answer before is to be continued. */
    boolean isOpen() {
        return history.isOpen();
    }

    /** Whether a client does not know of this end of a subscription anyway. */
    static boolean isNews(Closed closed) {
        return switch (closed.reason()) {
            case REFUSED, EXPIRED, FAILED -> true;
            case UNSUBSCRIBED, BROKER_CLOSED, TAKEN_OVER, KICKED -> false;
        };
    }

    private static void answer(Command command, Reply reply, Output out) {
        if (reply instanceof Reply.Token token) {
            out.put(token.token());
        } else if (command instanceof Command.Ping) {
            out.put("pong");
        } else if (command instanceof Command.Publish) {
            out.put("PUBLISHED");
        } else if (command instanceof Command.Subscribe subscribe) {
            boolean already = reply instanceof Reply.Subscribed subscribed && subscribed.already();
            out.put(already ? "ALREADY SUBSCRIBED " : "SUBSCRIBED ").put(subscribe.channel());
        } else if (command instanceof Command.Unsubscribe unsubscribe) {
            boolean was = reply instanceof Reply.Unsubscribed unsubscribed && unsubscribed.was();
            out.put(was ? "UNSUBSCRIBED " : "NOT SUBSCRIBED ").put(unsubscribe.channel());
        } else if (command instanceof Command.SetUser) {
            out.put("uuid saved");
        } else if (command instanceof Command.Authenticate authenticate) {
            boolean already = reply instanceof Reply.Authenticated authenticated && authenticated.already();
            out.put(authenticated(authenticate.credentials(), already));
        }
    }

    private Ending refuse(Command command, Reply.Refused refused, Output out) {
        if (command instanceof Command.Unreadable unreadable) {
            return unreadable(unreadable, out);
        }
        if (history.isOpen()) {
            // what was written cannot be taken back: the array stays open, so that nobody takes it for whole
            out.put(' ');
            history.abandon();
        } else if (command instanceof Command.Authenticate authenticate && isWrong(refused.code())) {
            out.put(failed(authenticate.credentials()));
            return Ending.ERROR;
        }
        return switch (refused.code()) {
            case UNAUTHENTICATED -> {
                out.put(PushdCommands.NEED_AUTH);
                yield Ending.BARE;
            }
            case FORBIDDEN -> {
                out.put(PushdCommands.NOT_PERMIT);
                yield Ending.ERROR;
            }
            default -> {
                out.put(OneLine.of(refused.sentence()));
                yield Ending.ERROR;
            }
        };
    }

    private static Ending unreadable(Command.Unreadable command, Output out) {
        String sentence = command.error().sentence();
        out.put(OneLine.of(sentence));
        if (command.error().code() == ErrorCode.UNAUTHENTICATED) {
            return Ending.BARE;
        }
        if (command.error().code() == ErrorCode.NOT_FOUND || sentence.equals(PushdCommands.WITHOUT_MESSAGE)) {
            // pushd's own text of these two ends with a newline
            out.put('\n');
        }
        return Ending.ERROR;
    }

    private static boolean isWrong(ErrorCode code) {
        return switch (code) {
            case BAD_REQUEST, UNAUTHENTICATED, CREDENTIALS_EXPIRED, FORBIDDEN, BAD_NAME -> true;
            default -> false;
        };
    }

    private static String failed(Credentials credentials) {
        if (credentials.kind() == Credentials.Kind.APP_SECRET) {
            return "Server auth fail";
        }
        return credentials.name().isEmpty() ? "Client auth fail" : "Auth fail";
    }

    private static String authenticated(Credentials credentials, boolean already) {
        if (credentials.kind() == Credentials.Kind.APP_SECRET) {
            return already ? "Already authed server" : "Server auth succeed";
        }
        if (!credentials.name().isEmpty()) {
            return "Auth succeed";
        }
        return already ? "Already authed client" : "Client auth succeed";
    }
}
