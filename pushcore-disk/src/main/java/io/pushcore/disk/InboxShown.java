package io.pushcore.disk;

import io.pushcore.Position;
import io.pushcore.storage.Shown;
import java.util.ArrayList;
import java.util.List;

/** How what was shown to an inbox is written: each by what is not as the one before would have it. */
final class InboxShown {
    private static final int RUN = 0;
    private static final int TRIMMED = 1;
    private static final int EXPIRED = 2;

    private InboxShown() {}

    static byte[] toBytes(List<Shown> shown) {
        ByteWriter out = new ByteWriter(16 + 48 * shown.size()).number(shown.size());
        long seq = 0;
        for (Shown one : shown) {
            out.signed(one.seq() - seq).text(one.channel());
            if (one instanceof Shown.Run run) {
                out.number(RUN);
                write(run.first(), out);
                out.number(run.count());
            } else if (one instanceof Shown.Gap gap) {
                out.number(gap.cause() == Shown.Cause.TRIMMED ? TRIMMED : EXPIRED);
                write(gap.from(), out);
                write(gap.to(), out);
            }
            seq = one.seq() + one.count();
        }
        return out.toBytes();
    }

    static List<Shown> of(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        List<Shown> shown = new ArrayList<>();
        long seq = 0;
        for (int left = in.count(); left > 0; left--) {
            seq += in.signed();
            String channel = in.text();
            long kind = in.number();
            Position first = read(in);
            Shown one = kind == RUN
                    ? new Shown.Run(seq, channel, first, (int) in.number())
                    : new Shown.Gap(seq, channel, first, read(in), cause(kind));
            shown.add(one);
            seq += one.count();
        }
        return shown;
    }

    /** How many numbers these have. */
    static long count(List<Shown> shown) {
        long count = 0;
        for (Shown one : shown) {
            count += one.count();
        }
        return count;
    }

    private static Shown.Cause cause(long kind) {
        if (kind != TRIMMED && kind != EXPIRED) {
            throw Failures.corrupt("what was shown to an inbox is of kind " + kind);
        }
        return kind == TRIMMED ? Shown.Cause.TRIMMED : Shown.Cause.EXPIRED;
    }

    private static void write(Position position, ByteWriter out) {
        out.text(position.epoch()).number(position.offset());
    }

    private static Position read(ByteReader in) {
        return new Position(in.text(), in.number());
    }
}
