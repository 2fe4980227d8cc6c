package io.pushcore.peer;

import java.util.ArrayList;
import java.util.List;

/**
 * What is sealed and sent at once: a byte with the version of the form, the sender, the time of its start, a number, and entries. Each
 * entry is a byte with its kind, its length, and as many bytes: a kind that is not known is skipped, and so is what follows what is
 * known of an entry.
 */
record Frame(String node, long start, List<Entry> entries) {
    static final int VERSION = 1;

    /** The most that is around the bytes of a hint, but for the seal: 54 before the entries, 270 of the entry, 64 of small entries. */
    static final int OVERHEAD = 400;

    private static final int MAX_NODE_BYTES = 32;
    private static final int HINT = 1;
    private static final int CONTROL = 2;
    private static final int CHANGES = 3;
    private static final int BEAT = 4;
    private static final int LISTING = 5;
    private static final int ASK = 6;
    private static final int ACK = 7;
    private static final int GOODBYE = 8;
    private static final int PROBE = 9;
    private static final int LOST = 10;

    /** The beginning of a frame; the number tells apart frames that are else the same, which some engines would make one. */
    static FrameWriter begin(String node, long start, long number) {
        return new FrameWriter(1024).one(VERSION).name(node).number(start).number(number);
    }

    static byte[] hint(String channel, byte[] hint) {
        return entry(HINT, new FrameWriter(hint.length + 64).name(channel).sized(hint));
    }

    static byte[] control(byte[] bytes) {
        return entry(CONTROL, new FrameWriter(bytes.length + 8).sized(bytes));
    }

    static byte[] changes(long from, List<Entry.Change> changes) {
        FrameWriter body = new FrameWriter(1024).number(from).number(changes.size());
        changes.forEach(change -> body.one(change.on() ? 1 : 0).name(change.name()));
        return entry(CHANGES, body);
    }

    static byte[] beat(Entry.Sum sum, boolean answer) {
        FrameWriter body = new FrameWriter(32).number(sum.version()).number(sum.count());
        return entry(BEAT, body.fixed(sum.hash()).one(answer ? 1 : 0));
    }

    static byte[] listing(long version, int part, boolean last, List<String> names) {
        FrameWriter body = new FrameWriter(1024).number(version).number(part).one(last ? 1 : 0);
        body.number(names.size());
        names.forEach(body::name);
        return entry(LISTING, body);
    }

    static byte[] ask(long have, boolean fresh) {
        return entry(ASK, new FrameWriter(16).number(have).one(fresh ? 1 : 0));
    }

    static byte[] ack(long version) {
        return entry(ACK, new FrameWriter(16).number(version));
    }

    static byte[] goodbye() {
        return entry(GOODBYE, new FrameWriter(0));
    }

    static byte[] probe(long number) {
        return entry(PROBE, new FrameWriter(16).number(number));
    }

    static byte[] lost() {
        return entry(LOST, new FrameWriter(0));
    }

    /** Whether content begins as a frame of this version does. */
    static boolean isOfThisVersion(byte[] content) {
        return content.length > 0 && content[0] == VERSION;
    }

    /** Reads content of this version. */
    static Frame read(byte[] content) throws Garbled {
        FrameReader reader = new FrameReader(content);
        reader.one();
        String node = reader.name();
        if (node.isEmpty() || node.length() > MAX_NODE_BYTES || !node.chars().allMatch(Frame::isOfNode)) {
            throw new Garbled("a node without a name");
        }
        long start = reader.number();
        reader.number();
        List<Entry> entries = new ArrayList<>();
        while (reader.hasMore()) {
            read(reader.one(), reader.part(), entries);
        }
        return new Frame(node, start, entries);
    }

    private static void read(int kind, FrameReader body, List<Entry> into) throws Garbled {
        switch (kind) {
            case HINT -> into.add(new Entry.Hint(body.name(), body.sized()));
            case CONTROL -> into.add(new Entry.Control(body.sized()));
            case CHANGES -> into.add(new Entry.Changes(body.number(), changes(body)));
            case BEAT ->
                into.add(new Entry.Beat(new Entry.Sum(body.number(), body.number(), body.fixed()), body.one() == 1));
            case LISTING ->
                into.add(new Entry.Listing(body.number(), part(body.number()), body.one() == 1, names(body)));
            case ASK -> into.add(new Entry.Ask(body.number(), body.one() == 1));
            case ACK -> into.add(new Entry.Ack(body.number()));
            case GOODBYE -> into.add(new Entry.Goodbye());
            case PROBE -> into.add(new Entry.Probe(body.number()));
            case LOST -> into.add(new Entry.Lost());
            default -> {
                // of a later version that says more
            }
        }
    }

    private static List<Entry.Change> changes(FrameReader body) throws Garbled {
        int count = body.count();
        List<Entry.Change> changes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            boolean on = body.one() == 1;
            changes.add(new Entry.Change(wanted(body.name()), on));
        }
        return changes;
    }

    private static List<String> names(FrameReader body) throws Garbled {
        int count = body.count();
        List<String> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            names.add(wanted(body.name()));
        }
        return names;
    }

    private static String wanted(String name) throws Garbled {
        if (name.isEmpty()) {
            throw new Garbled("interest in nothing");
        }
        return name;
    }

    private static int part(long number) throws Garbled {
        if (number < 0 || number > InterestLimits.PARTS) {
            throw new Garbled("a part of too many");
        }
        return (int) number;
    }

    private static boolean isOfNode(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
    }

    private static byte[] entry(int kind, FrameWriter body) {
        byte[] content = body.toBytes();
        return new FrameWriter(content.length + 6).one(kind).sized(content).toBytes();
    }
}
