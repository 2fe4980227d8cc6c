package io.pushcore.jdbc.postgresql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.Position;
import io.pushcore.storage.Shown;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How what was shown to an inbox is written in one column. */
final class ShownBytes {
    private static final int RUN = 0;
    private static final int TRIMMED = 1;
    private static final int EXPIRED = 2;

    private ShownBytes() {}

    static byte[] toBytes(List<Shown> shown) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (Shown one : shown) {
                out.writeLong(one.seq());
                write(one.channel(), out);
                if (one instanceof Shown.Run run) {
                    out.writeByte(RUN);
                    write(run.first(), out);
                    out.writeInt(run.count());
                } else if (one instanceof Shown.Gap gap) {
                    out.writeByte(gap.cause() == Shown.Cause.TRIMMED ? TRIMMED : EXPIRED);
                    write(gap.from(), out);
                    write(gap.to(), out);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    static List<Shown> of(byte[] bytes) {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        List<Shown> shown = new ArrayList<>();
        try {
            while (in.available() > 0) {
                shown.add(one(in));
            }
        } catch (IOException e) {
            throw new StorageException(Fault.CORRUPT, "what was shown to an inbox is damaged", e);
        }
        return shown;
    }

    private static Shown one(DataInputStream in) throws IOException {
        long seq = in.readLong();
        String channel = text(in);
        int kind = in.readByte();
        Position first = position(in);
        if (kind == RUN) {
            return new Shown.Run(seq, channel, first, in.readInt());
        }
        return new Shown.Gap(
                seq, channel, first, position(in), kind == TRIMMED ? Shown.Cause.TRIMMED : Shown.Cause.EXPIRED);
    }

    private static void write(Position position, DataOutputStream out) throws IOException {
        write(position.epoch(), out);
        out.writeLong(position.offset());
    }

    private static Position position(DataInputStream in) throws IOException {
        return new Position(text(in), in.readLong());
    }

    private static void write(String text, DataOutputStream out) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readUnsignedShort()];
        in.readFully(bytes);
        return new String(bytes, UTF_8);
    }
}
