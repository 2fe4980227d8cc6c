package io.pushcore.memory;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The idempotency keys of a channel, oldest first. They outlive their messages, of which only a fingerprint is held. The
 * lock of the channel guards it.
 */
final class RememberedKeys {
    /** Whose key it is. */
    record Scope(String sender, String key) {}

    /**
     * The message that came with a key first.
     *
     * @param fingerprint of its payload
     */
    record First(long offset, long time, long fingerprint) {}

    private final Map<Scope, First> firsts = new LinkedHashMap<>();

    @Nullable
    First find(Scope scope) {
        return firsts.get(scope);
    }

    void remember(Scope scope, First first, int atMost) {
        firsts.put(scope, first);
        Iterator<First> eldest = firsts.values().iterator();
        for (int excess = firsts.size() - atMost; excess > 0; excess--) {
            eldest.next();
            eldest.remove();
        }
    }

    /** Forgets keys of messages at or before a time, at most so many; gives how many. */
    int forgetUntil(long time, int atMost) {
        int forgotten = 0;
        Iterator<First> eldest = firsts.values().iterator();
        while (forgotten < atMost && eldest.hasNext() && eldest.next().time() <= time) {
            eldest.remove();
            forgotten++;
        }
        return forgotten;
    }

    /** The time of the oldest message remembered, or {@link Nanos#NEVER}. */
    long oldest() {
        return firsts.isEmpty()
                ? Nanos.NEVER
                : firsts.values().iterator().next().time();
    }

    void writeTo(DataOutputStream out) throws IOException {
        out.writeInt(firsts.size());
        for (Map.Entry<Scope, First> entry : firsts.entrySet()) {
            out.writeUTF(entry.getKey().sender());
            out.writeUTF(entry.getKey().key());
            out.writeLong(entry.getValue().offset());
            out.writeLong(entry.getValue().time());
            out.writeLong(entry.getValue().fingerprint());
        }
    }

    void readFrom(DataInputStream in) throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            Scope scope = new Scope(in.readUTF(), in.readUTF());
            firsts.put(scope, new First(in.readLong(), in.readLong(), in.readLong()));
        }
    }
}
