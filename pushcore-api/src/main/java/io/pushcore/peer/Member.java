package io.pushcore.peer;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Another node, and what is known of its interest. Only {@link Members} touches what changes. */
final class Member implements Comparable<Member> {
    final String name;

    /** When it started, by its own clock: a later one is another life. */
    final long start;

    /** When it was last heard, when it may be asked again, and told again. */
    long heard;

    long nextAsk;
    long nextTelling;

    /** The version of its interest that {@link #names} are of, and the newest that it spoke of. */
    long version;

    long seen;
    final Set<String> names = new HashSet<>();
    int patterns;
    long hash;

    /** Whether the names are those of its latest version, as far as is known; until then it gets all hints. */
    boolean known;

    /** Whether nothing is known of it yet. */
    boolean fresh = true;

    /** Whether it wants more than is remembered; then it gets all hints. */
    boolean overfull;

    /** Whether it is no member any more. */
    boolean gone;

    @Nullable
    IncomingListing listing;

    Member(String name, long start, long now) {
        this.name = name;
        this.start = start;
        this.heard = now;
        this.nextAsk = now;
        this.nextTelling = now;
    }

    boolean getsAll() {
        return !known || overfull;
    }

    @Override
    public int compareTo(Member other) {
        return name.compareTo(other.name);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }
}
