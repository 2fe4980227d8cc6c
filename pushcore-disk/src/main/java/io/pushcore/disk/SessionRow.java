package io.pushcore.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.storage.LeaseStore.Session;
import java.util.ArrayList;
import java.util.List;

/**
 * A session that is registered.
 *
 * @param lease the number of the lease it lives with
 * @param evicted whom its opening sent away
 */
record SessionRow(Session session, long lease, List<Session> evicted) {
    SessionRow {
        evicted = List.copyOf(evicted);
    }

    /** How the keys of a user's sessions begin. */
    static byte[] prefix(String user) {
        byte[] bytes = user.getBytes(UTF_8);
        byte[] prefix = new byte[2 + bytes.length];
        prefix[0] = (byte) (bytes.length >> 8);
        prefix[1] = (byte) bytes.length;
        System.arraycopy(bytes, 0, prefix, 2, bytes.length);
        return prefix;
    }

    /** The key of a user's session of an order. */
    static byte[] key(byte[] prefix, long order) {
        return new ByteWriter(prefix.length + 8).raw(prefix).fixed(order).toBytes();
    }

    static long order(byte[] key) {
        return ByteReader.fixed(key, key.length - 8);
    }

    byte[] toBytes() {
        ByteWriter out = new ByteWriter(64).number(lease);
        write(session, out);
        out.number(evicted.size());
        evicted.forEach(one -> write(one, out));
        return out.toBytes();
    }

    static SessionRow read(byte[] key, byte[] bytes) {
        String user = new String(key, 2, key.length - 10, UTF_8);
        ByteReader in = new ByteReader(bytes);
        long lease = in.number();
        Session session = session(user, in);
        List<Session> evicted = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            evicted.add(session(user, in));
        }
        return new SessionRow(session, lease, evicted);
    }

    private static void write(Session session, ByteWriter out) {
        out.text(session.id()).text(session.device()).text(session.node());
    }

    private static Session session(String user, ByteReader in) {
        return new Session(user, in.text(), in.text(), in.text());
    }
}
