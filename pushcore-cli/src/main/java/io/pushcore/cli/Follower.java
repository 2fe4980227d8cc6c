package io.pushcore.cli;

import io.pushcore.Names;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Prints what a connection pushes, and keeps how far each subscription has come. Only the reading thread touches it. */
final class Follower {
    private final List<Reading> readings;
    private final Map<String, Reading> byChannel = new LinkedHashMap<>();
    private final MessagePrinter printer;
    private final Shell shell;
    /** How many more messages are wanted. */
    private long wanted;
    /** Of which subscription the last message was: mostly that of the next one. */
    private @Nullable Reading latest;
    /** Whose subscription the broker has yet to answer, in the order of its answers. */
    private final Queue<Reading> asked = new ArrayDeque<>();

    /** How many subscriptions this connection has, and how many of them the broker ended. */
    private int subscribed;

    private int ended;

    /** @param wanted after how many messages it ends */
    Follower(List<Reading> readings, long wanted, MessagePrinter printer, Shell shell) {
        this.readings = readings;
        this.wanted = wanted;
        this.printer = printer;
        this.shell = shell;
        for (Reading reading : readings) {
            byChannel.put(reading.channel(), reading);
        }
    }

    /** Subscribes where each reading stands, and prints until there are enough messages. */
    void run(LineClient client) throws ConnectionLost {
        subscribed = 0;
        ended = 0;
        asked.clear();
        for (Reading reading : readings) {
            subscribe(client, reading);
        }
        client.commands().flush();
        try {
            while (wanted > 0) {
                frame(client);
            }
        } finally {
            printer.flush();
        }
    }

    /** Whether something was subscribed since this was asked last. */
    boolean takeSuccess() {
        boolean success = subscribed > 0;
        subscribed = 0;
        return success;
    }

    private void frame(LineClient client) throws ConnectionLost {
        switch (client.next()) {
            case MESSAGE -> message(client.message());
            case GAP -> gap(client.words());
            case OK -> answer(client.words());
            case ERROR -> refused(client, client.refusal());
            case END -> end(client.line().split(" ", 4));
            case PONG -> {}
            case ACCEPTED, BYE -> throw client.unexpected();
        }
    }

    private void message(MessageView message) {
        printer.print(message);
        wanted--;
        if (latest == null || !latest.isOf(message)) {
            latest = byChannel.get(message.channel());
        }
        if (latest != null) { // null: the message of a pattern, which has no position of its own
            latest.reached(message);
        }
    }

    private void gap(String[] words) {
        if (words.length != 4) {
            return;
        }
        printer.flush();
        shell.complain("gap in " + words[1] + " from " + words[2] + " to " + words[3]);
        Reading reading = byChannel.get(words[1]);
        if (reading != null) {
            reading.reached(words[3]);
        }
    }

    private void answer(String[] words) {
        if (words.length != 4 || !words[1].equals("sub")) {
            return;
        }
        subscribed++;
        asked.poll();
        Reading reading = byChannel.get(words[2]);
        if (reading != null) {
            reading.reached(words[3]);
        }
        if (shell.errIsTerminal()) {
            shell.complain("subscribed to " + words[2] + " at " + words[3]);
        }
    }

    private void subscribe(LineClient client, Reading reading) throws ConnectionLost {
        client.commands().command(reading.command());
        asked.add(reading);
    }

    private void refused(LineClient client, Refusal refusal) throws ConnectionLost {
        Reading reading = asked.poll();
        if (reading == null) {
            throw refusal.failure("the broker refused");
        }
        if (refusal.isPassing()) {
            throw new ConnectionLost(
                    "the broker cannot serve " + Names.shown(reading.channel()) + " now: " + refusal.sentence());
        }
        // to make publishing wait is a right of its own, to read need not be
        if (!refusal.isDenial() || !reading.stopWaiting()) {
            throw refusal.failure("the broker refused to subscribe " + Names.shown(reading.channel()));
        }
        subscribe(client, reading);
        client.commands().flush();
    }

    private void end(String[] words) throws ConnectionLost {
        printer.flush();
        if (words.length < 3 || words[2].equals("broker-closed")) {
            throw new ConnectionLost("connection closed by the broker: it is closing");
        }
        String sentence =
                "subscription to " + words[1] + " ended, " + words[2] + (words.length > 3 ? ": " + words[3] : "");
        ended++;
        if (ended == readings.size()) {
            throw new CommandFailed(ExitCode.FAILED, sentence);
        }
        shell.complain(sentence);
    }
}
