package io.pushcore.cli;

import io.pushcore.History;
import io.pushcore.Names;
import io.pushcore.Position;
import io.pushcore.PushCoreException;

/** Prints the history of a channel, page by page, up to where its head was at the beginning. */
final class HistoryPages {
    private final LineClient client;
    private final String channel;
    private final MessagePrinter printer;
    private final Shell shell;
    private long printed;

    HistoryPages(LineClient client, String channel, MessagePrinter printer, Shell shell) {
        this.client = client;
        this.channel = channel;
        this.printer = printer;
        this.shell = shell;
    }

    /** Prints at most {@code limit} messages after a start. */
    void print(String start, long limit) throws ConnectionLost {
        Position head = page("0ms", 0);
        Position through = page(start, limit);
        while (printed < limit && isBefore(through, head)) {
            Position next = page(through.toString(), limit - printed);
            if (next.equals(through)) {
                return;
            }
            through = next;
        }
    }

    /** Asks for a page, prints it and gives back through where it speaks. */
    private Position page(String since, long limit) throws ConnectionLost {
        client.commands()
                .command("his " + channel + " since " + since + " limit " + Math.min(limit, History.MAX_LIMIT));
        client.commands().flush();
        while (true) {
            switch (client.next()) {
                case MESSAGE -> {
                    printer.print(client.message());
                    printed++;
                }
                case GAP -> {
                    printer.flush();
                    shell.complain(client.line().replaceFirst("gap (\\S+) (\\S+) ", "gap in $1 from $2 to "));
                }
                case OK -> {
                    String[] words = client.words();
                    if (words.length == 4 && words[1].equals("his")) {
                        return position(words[3]);
                    }
                }
                case ERROR ->
                    throw client.refusal().failure("the broker refused the history of " + Names.shown(channel));
                case PONG -> {}
                case ACCEPTED, END, BYE -> throw client.unexpected();
            }
        }
    }

    private Position position(String text) throws ConnectionLost {
        try {
            return Position.parse(text);
        } catch (PushCoreException e) {
            throw client.unexpected();
        }
    }

    private static boolean isBefore(Position through, Position head) {
        return !through.epoch().equals(head.epoch()) || through.offset() < head.offset();
    }
}
