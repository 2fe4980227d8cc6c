package io.pushcore.peer;

import java.util.ArrayList;
import java.util.Set;

/** Keeps the names of each other node and the index of all of them alike. Only {@link Members} calls it, under its lock. */
final class KnownInterest {
    private final InterestIndex<Member> index;

    KnownInterest(InterestIndex<Member> index) {
        this.index = index;
    }

    void apply(Member member, Entry.Change change) {
        if (member.overfull) {
            return;
        }
        if (change.on()) {
            add(member, change.name());
        } else {
            remove(member, change.name());
        }
    }

    /** Makes the names of a node these and no others. */
    void replace(Member member, Set<String> names) {
        member.overfull = false;
        for (String name : new ArrayList<>(member.names)) {
            if (!names.contains(name)) {
                remove(member, name);
            }
        }
        for (String name : names) {
            if (!member.overfull) {
                add(member, name);
            }
        }
    }

    private void add(Member member, String name) {
        if (!member.names.add(name)) {
            return;
        }
        member.hash ^= NameHash.of(name);
        member.patterns += InterestIndex.isPattern(name) ? 1 : 0;
        index.add(name, member);
        if (member.names.size() > InterestLimits.NAMES || member.patterns > InterestLimits.PATTERNS) {
            replace(member, Set.of());
            member.overfull = true;
        }
    }

    private void remove(Member member, String name) {
        if (member.names.remove(name)) {
            member.hash ^= NameHash.of(name);
            member.patterns -= InterestIndex.isPattern(name) ? 1 : 0;
            index.remove(name, member);
        }
    }
}
