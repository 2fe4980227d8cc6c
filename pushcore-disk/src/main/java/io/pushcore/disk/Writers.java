package io.pushcore.disk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The writers of a channel, of which there is mostly one. The writer's thread owns it. */
final class Writers {
    /** How long a writer's outcomes are kept after it was last heard of. */
    private static final long KEPT = Duration.ofHours(24).toNanos();

    private @Nullable Outcomes latest;
    private @Nullable Map<String, Outcomes> others;

    /** The outcomes of a writer, which becomes the latest. */
    Outcomes of(String writer) {
        Outcomes current = latest;
        return current != null && current.writer.equals(writer) ? current : change(writer);
    }

    /** When the next writer is to be forgotten, if it stays silent. */
    long next() {
        long next = latest == null ? Nanos.NEVER : Nanos.plus(latest.seen(), KEPT);
        if (others != null) {
            for (Outcomes other : others.values()) {
                next = Math.min(next, Nanos.plus(other.seen(), KEPT));
            }
        }
        return next;
    }

    /** The soonest that a writer heard of now can be forgotten. */
    static long after(long now) {
        return Nanos.plus(now, KEPT);
    }

    void forgetSilent(long now) {
        if (others != null) {
            others.values().removeIf(other -> Nanos.plus(other.seen(), KEPT) <= now);
        }
        if (latest != null && Nanos.plus(latest.seen(), KEPT) <= now) {
            latest = null;
            if (others != null) {
                Iterator<Outcomes> rest = others.values().iterator();
                if (rest.hasNext()) {
                    latest = rest.next();
                    rest.remove();
                }
            }
        }
        if (others != null && others.isEmpty()) {
            others = null;
        }
    }

    /** Up to which number the appends of a writer were confirmed. */
    long confirmed(String writer) {
        if (latest != null && latest.writer.equals(writer)) {
            return latest.confirmed();
        }
        Outcomes other = others == null ? null : others.get(writer);
        return other == null ? 0 : other.confirmed();
    }

    void writeTo(ByteWriter out) {
        List<Outcomes> all = new ArrayList<>(others == null ? List.of() : others.values());
        if (latest != null) {
            all.add(latest);
        }
        out.number(all.size());
        for (Outcomes outcomes : all) {
            outcomes.writeTo(out);
        }
    }

    static Writers readFrom(ByteReader in) {
        Writers writers = new Writers();
        for (int left = in.count(); left > 0; left--) {
            Outcomes outcomes = Outcomes.readFrom(in);
            writers.change(outcomes.writer);
            writers.latest = outcomes;
        }
        return writers;
    }

    private Outcomes change(String writer) {
        Outcomes found = null;
        if (latest != null) {
            if (others == null) {
                others = new LinkedHashMap<>();
            }
            found = others.remove(writer);
            others.put(latest.writer, latest);
        }
        latest = found == null ? new Outcomes(writer) : found;
        return latest;
    }
}
