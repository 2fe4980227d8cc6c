package io.pushcore.engine.simulation;

import io.pushcore.Message;
import io.pushcore.transport.Output;
import io.pushcore.transport.WireForm;
import java.time.Instant;
import java.util.function.Supplier;

/** Two ways to write a message on a line, one of them longer. */
enum SimulatedForm implements WireForm {
    TERSE {
        @Override
        void write(Message message, Output out) {
            out.put("m ").put(message.channel()).put(' ').put(message.position().toString());
            out.put(' ').decimal(nanos(message.time())).put(' ').decimal(nanos(message.expires()));
            out.put(' ').put(message.payload()).put('\n');
        }
    },
    WORDY {
        @Override
        void write(Message message, Output out) {
            out.put("message ").put(message.payload()).put(' ').decimal(nanos(message.expires()));
            out.put(' ')
                    .decimal(nanos(message.time()))
                    .put(" at ")
                    .put(message.position().toString());
            out.put(" in ").put(message.channel()).put(" and that is all there is to say about it\n");
        }
    };

    /** Where encoding may be held up; set by the run whose thread this is. */
    private static final ThreadLocal<Runnable> YIELD = ThreadLocal.withInitial(() -> () -> {});

    static void yieldBy(Runnable mayYield) {
        YIELD.set(mayYield);
    }

    @Override
    public void encode(Message message, Output out) {
        YIELD.get().run();
        write(message, out);
    }

    abstract void write(Message message, Output out);

    /** Nanoseconds of the time of day; the largest number for never. */
    static long nanos(Instant time) {
        return time.equals(Instant.MAX) ? Long.MAX_VALUE : time.getEpochSecond() * 1_000_000_000L + time.getNano();
    }

    static Supplier<SimulatedForm> either(Chance chance) {
        return () -> chance.pick(values());
    }
}
