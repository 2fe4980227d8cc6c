package io.pushcore.engine;

import io.pushcore.ErrorCode;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What the broker counts; any thread adds. */
final class Counters {
    final LongAdder subscriptions = new LongAdder();
    final LongAdder published = new LongAdder();
    final LongAdder publishedBytes = new LongAdder();
    final LongAdder repeats = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder delivered = new LongAdder();
    final LongAdder gaps = new LongAdder();
    final LongAdder handlerFailures = new LongAdder();
    final LongAdder receivedBytes = new LongAdder();
    final LongAdder sentBytes = new LongAdder();
    final LongAdder encodings = new LongAdder();
    final LongAdder frozenChannels = new LongAdder();

    private final Map<ErrorCode, LongAdder> errors = new EnumMap<>(ErrorCode.class);

    Counters() {
        for (ErrorCode code : ErrorCode.values()) {
            errors.put(code, new LongAdder());
        }
    }

    void error(ErrorCode code) {
        LongAdder adder = errors.get(code);
        if (adder != null) {
            adder.increment();
        }
    }

    Map<ErrorCode, Long> errors() {
        Map<ErrorCode, Long> seen = new EnumMap<>(ErrorCode.class);
        errors.forEach((code, adder) -> {
            if (adder.sum() > 0) {
                seen.put(code, adder.sum());
            }
        });
        return seen;
    }
}
