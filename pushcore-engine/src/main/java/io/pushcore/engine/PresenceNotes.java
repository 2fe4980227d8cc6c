package io.pushcore.engine;

import io.pushcore.transport.Codec;
import io.pushcore.transport.Output;
import io.pushcore.transport.PresenceChange;
import java.nio.ByteBuffer;

/** Where one reader stands among the comings and goings of its channel. Only the connection's lane touches it. */
final class PresenceNotes {
    private final Attendance attendance;
    private long told;

    /** What comes from now on is to be told. */
    PresenceNotes(Attendance attendance) {
        this.attendance = attendance;
        this.told = attendance.last();
    }

    Attendance attendance() {
        return attendance;
    }

    /** Adds what was not told to a write, as far as there is space; says whether there is more. */
    boolean take(Codec codec, Batch batch) {
        long last = attendance.last();
        if (told == last) {
            return false;
        }
        told = Math.max(told, last - Attendance.MOST);
        Output out = new Output();
        while (told < last && out.length() < batch.space()) {
            PresenceChange change = attendance.at(++told);
            if (change != null) {
                codec.encode(change, out);
            }
        }
        if (out.length() > 0) {
            batch.add(ByteBuffer.wrap(out.toBytes()));
        }
        return told < last;
    }
}
