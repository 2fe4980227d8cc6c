package io.pushcore.chaos;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** Loses, repeats and reorders messages of Redis' pub/sub on one connection while that is wanted, ten of a hundred each. One thread uses it. */
final class Mangler {
    private static final int LOST = 10;
    private static final int REPEATED = 20;
    private static final int LATE = 30;
    private static final int MOST_LATE = 5;

    private final Random random;
    private final BooleanSupplier isWanted;
    private final Replies replies = new Replies();
    private final List<byte[]> late = new ArrayList<>();
    private int until;

    Mangler(Random random, BooleanSupplier isWanted) {
        this.random = random;
        this.isWanted = isWanted;
    }

    /** What goes on of what came. */
    byte[] take(byte[] chunk, int count) {
        replies.add(chunk, count);
        ByteArrayOutputStream out = new ByteArrayOutputStream(count);
        for (byte[] value = replies.next(); value.length > 0; value = replies.next()) {
            if (Replies.isMessage(value)) {
                message(value, out);
            } else {
                out.writeBytes(value);
            }
        }
        return out.toByteArray();
    }

    private void message(byte[] message, ByteArrayOutputStream out) {
        int chance = isWanted.getAsBoolean() ? random.nextInt(100) : 100;
        if (chance >= LOST && chance < REPEATED) {
            out.writeBytes(message);
            out.writeBytes(message);
        } else if (chance >= REPEATED && chance < LATE) {
            late.add(message);
            until = 1 + random.nextInt(MOST_LATE);
        } else if (chance >= LATE) {
            out.writeBytes(message);
        }
        if (!late.isEmpty() && until-- <= 0) {
            late.forEach(out::writeBytes);
            late.clear();
        }
    }
}
