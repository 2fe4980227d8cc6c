package io.pushcore.memory;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The writers of a channel, of which there is mostly one. The lock of the channel guards it. */
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

    void clear() {
        latest = null;
        others = null;
    }

    void writeTo(DataOutputStream out) throws IOException {
        List<Outcomes> all = new ArrayList<>(others == null ? List.of() : others.values());
        if (latest != null) {
            all.add(latest);
        }
        out.writeInt(all.size());
        for (Outcomes outcomes : all) {
            outcomes.writeTo(out);
        }
    }

    void readFrom(DataInputStream in) throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            Outcomes outcomes = Outcomes.readFrom(in);
            change(outcomes.writer);
            latest = outcomes;
        }
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
