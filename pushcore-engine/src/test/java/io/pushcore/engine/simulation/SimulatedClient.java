package io.pushcore.engine.simulation;

import io.pushcore.ErrorCode;
import io.pushcore.Pattern;
import io.pushcore.Position;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The other end of one connection: sends commands, reads answers in their order, and checks each of its readers. */
final class SimulatedClient implements SimulatedConnection.Other {
    /** A command that waits for its answer. */
    private record Asked(
            String command, String channel, @Nullable ReaderCheck check, Publishes.@Nullable Publish publish) {}

    /** Makes the check of a channel that a pattern brings. */
    interface PatternChecks {
        ReaderCheck of(String who, String channel, long since);
    }

    /** A pattern, when it was subscribed to, and what it brought. */
    record Hearing(Pattern pattern, long since, Map<String, ReaderCheck> checks) {}

    private final World world;
    private final String name;
    final SimulatedConnection connection;
    private final PatternChecks patternChecks;
    private final Deque<Asked> asked = new ArrayDeque<>();
    private final Map<String, ReaderCheck> readers = new HashMap<>();
    private final Map<String, Hearing> patterns = new HashMap<>();
    private final ByteArrayOutputStream unread = new ByteArrayOutputStream();
    private boolean farewell;

    SimulatedClient(
            World world, String name, SimulatedLane lane, SimulatedConnection.Pace pace, PatternChecks patternChecks) {
        this.world = world;
        this.name = name;
        this.patternChecks = patternChecks;
        this.connection = new SimulatedConnection(world, lane, pace, this);
    }

    String name() {
        return name;
    }

    Map<String, ReaderCheck> readers() {
        return readers;
    }

    Map<String, Hearing> patterns() {
        return patterns;
    }

    boolean isBusy() {
        return !asked.isEmpty();
    }

    boolean hasAsked(String channel) {
        return readers.containsKey(channel)
                || patterns.containsKey(channel)
                || asked.stream().anyMatch(one -> one.channel.equals(channel) && !one.command.equals("pub"));
    }

    void ping() {
        send("ping", new Asked("ping", "", null, null));
    }

    void subscribe(String channel, String start, boolean waits, boolean whole, @Nullable ReaderCheck check) {
        send(
                "sub " + channel + " " + start + " " + (waits ? "waits" : "not") + " " + (whole ? "whole" : "part"),
                new Asked("sub", channel, check, null));
    }

    void unsubscribe(String channel) {
        send("unsub " + channel, new Asked("unsub", channel, null, null));
    }

    void publish(Publishes.Publish publish, long ttlMillis) {
        String key = publish.key.isEmpty() ? "-" : publish.key;
        send(
                "pub " + publish.channel + " " + key + " " + ttlMillis + " " + publish.payload,
                new Asked("pub", publish.channel, null, publish));
    }

    void history(String channel, String start, int limit, boolean newest, boolean whole) {
        send(
                "hist " + channel + " " + start + " " + limit + " " + (newest ? "newest" : "oldest") + " "
                        + (whole ? "whole" : "page"),
                new Asked("hist", channel, null, null));
    }

    private void send(String line, Asked one) {
        world.trace().say("%s sends %s", name, line);
        asked.add(one);
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        int cut = world.chance().oneIn(3) ? world.chance().below(bytes.length) : 0;
        if (cut > 0) {
            connection.send(Arrays.copyOf(bytes, cut));
        }
        connection.send(Arrays.copyOfRange(bytes, cut, bytes.length));
    }

    @Override
    public void wrote(byte[] bytes) {
        unread.writeBytes(bytes);
        String text = unread.toString(StandardCharsets.UTF_8);
        int end = text.lastIndexOf('\n');
        world.mustBe(end == text.length() - 1, "a write ends within a line: %s", text);
        unread.reset();
        for (String line : text.lines().toList()) {
            heard(line.split(" ", -1));
        }
    }

    private void heard(String[] words) {
        world.mustBe(!farewell, "a line after the farewell: %s", words[0]);
        switch (words[0]) {
            case "m" -> message(words[1], words[2], words[3], words[4], words[5]);
            case "message" -> message(words[7], words[5], words[3], words[2], words[1]);
            case "gap" -> gap(words[1], Position.parse(words[2]), Position.parse(words[3]));
            case "bye" -> {
                farewell = true;
                world.trace().say("%s is told goodbye: %s", name, words[1]);
            }
            default -> answer(words);
        }
    }

    private void message(String channel, String position, String time, String expires, String text) {
        world.tally().count(Happening.MESSAGE_ON_A_LINK);
        Position at = Position.parse(position);
        check(channel)
                .message(new ReaderCheck.Seen(
                        at.epoch(), at.offset(), Long.parseLong(time), Long.parseLong(expires), text));
    }

    private void gap(String channel, Position from, Position to) {
        world.tally().count(Happening.GAP_ON_A_LINK);
        ReaderCheck check = check(channel);
        check.gap(from, to);
        if (check.endsAtGap()) {
            // whatever comes of it now is an event without a subscription
            readers.remove(channel);
        }
    }

    private ReaderCheck check(String channel) {
        ReaderCheck own = readers.get(channel);
        if (own != null) {
            return own;
        }
        for (Hearing hearing : patterns.values()) {
            if (hearing.pattern.matches(channel)) {
                world.tally().count(Happening.PATTERN_MESSAGE);
                return hearing.checks.computeIfAbsent(
                        channel, one -> patternChecks.of(name + " by " + hearing.pattern, one, hearing.since));
            }
        }
        throw world.violation("R1: an event of a channel without a subscription: " + channel + " to " + name);
    }

    private void answer(String[] words) {
        Asked one = asked.poll();
        world.mustBe(one != null, "an answer without a question: %s", words[0]);
        world.trace().say("%s is answered %s %s: %s", name, one.command, one.channel, String.join(" ", words));
        boolean refused = words[0].equals("refused");
        switch (one.command) {
            case "pub" -> published(one, words);
            case "sub" -> {
                if (!refused) {
                    world.mustBe(words[0].equals("subscribed"), "not the answer to sub: %s", words[0]);
                    subscribed(
                            one,
                            Position.parse(words[1]),
                            Boolean.parseBoolean(words[2]),
                            Boolean.parseBoolean(words[3]));
                }
            }
            case "unsub" -> {
                world.mustBe(words[0].equals("unsubscribed"), "not the answer to unsub: %s", words[0]);
                readers.remove(one.channel);
                patterns.remove(one.channel);
            }
            case "hist" -> {
                if (!refused) {
                    boolean last = HistoryCheck.ofAnswer(world, one.channel, words);
                    if (!last) {
                        asked.addFirst(one);
                    }
                }
            }
            default -> world.mustBe(words[0].equals("done"), "not the answer to ping: %s", words[0]);
        }
    }

    private void subscribed(Asked one, Position start, boolean already, boolean recovered) {
        if (Pattern.of(one.channel).isWild()) {
            patterns.putIfAbsent(one.channel, new Hearing(Pattern.of(one.channel), world.step(), new HashMap<>()));
        } else if (!already && one.check != null) {
            readers.put(one.channel, one.check);
            if (recovered) {
                one.check.started(start);
            } else {
                one.check.startedInstead(start);
            }
        }
    }

    private void published(Asked one, String[] words) {
        Publishes.Publish publish = one.publish;
        if (publish == null) {
            return;
        }
        if (words[0].equals("refused")) {
            publish.failed(ErrorCode.valueOf(words[1]));
        } else {
            world.mustBe(words[0].equals("accepted"), "not the answer to pub: %s", words[0]);
            publish.stored(Position.parse(words[1]), Boolean.parseBoolean(words[2]));
        }
    }

    @Override
    public void gone() {
        world.trace().say("%s is gone", name);
        for (Asked one : asked) {
            if (one.publish != null) {
                one.publish.orphan();
            }
        }
    }
}
