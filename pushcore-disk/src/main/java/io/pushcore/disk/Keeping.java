package io.pushcore.disk;

import io.pushcore.storage.Retention;
import java.time.Duration;

/** A retention in the numbers that appending compares with. */
record Keeping(Retention source, long count, long bytes, long age, long keyAge, int keyCount) {
    static final Keeping ALL =
            of(new Retention(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ZERO, Duration.ofMinutes(10), 100_000));

    static Keeping of(Retention retention) {
        long age = retention.age().isZero() ? Nanos.NEVER : Nanos.of(retention.age());
        return new Keeping(
                retention,
                retention.count(),
                retention.bytes(),
                age,
                Nanos.of(retention.idempotencyAge()),
                retention.idempotencyCount());
    }

    boolean remembersKeys() {
        return keyAge > 0 && keyCount > 0;
    }

    void writeTo(ByteWriter out) {
        out.number(count)
                .number(bytes)
                .number(source.age().isZero() ? 0 : age)
                .number(keyAge)
                .number(keyCount);
    }

    static Keeping readFrom(ByteReader in) {
        return of(new Retention(
                in.number(), in.number(), Duration.ofNanos(in.number()), Duration.ofNanos(in.number()), (int)
                        in.number()));
    }
}
