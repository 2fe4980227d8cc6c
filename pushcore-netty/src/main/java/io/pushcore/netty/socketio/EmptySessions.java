package io.pushcore.netty.socketio;

import io.pushcore.ErrorCode;
import io.pushcore.Limit;
import io.pushcore.PushCoreException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;

/**
 * How many sessions have nobody in them, of all and of each address: they need no connection behind them, so that one could have any number. They are
 * bounded as connections without credentials are. Usable from any thread.
 */
final class EmptySessions {
    private final ToLongFunction<Limit> limits;
    private final AtomicInteger all = new AtomicInteger();
    private final Map<String, Integer> ofAddress = new ConcurrentHashMap<>();

    EmptySessions(ToLongFunction<Limit> limits) {
        this.limits = limits;
    }

    /**
     * A session begins, unless there are too many.
     *
     * @param address what it counts for; empty for none
     */
    void begin(String address) {
        long mostOfAddress = limits.applyAsLong(Limit.UNAUTHENTICATED_CONNECTIONS_PER_ADDRESS);
        if (add(address) > mostOfAddress) {
            remove(address);
            throw tooMany("no more than " + mostOfAddress + " " + Limit.UNAUTHENTICATED_CONNECTIONS_PER_ADDRESS);
        }
        if (all.get() > limits.applyAsLong(Limit.UNAUTHENTICATED_CONNECTIONS)) {
            remove(address);
            throw tooMany("too many sessions without a namespace (" + Limit.UNAUTHENTICATED_CONNECTIONS + ")");
        }
    }

    private static PushCoreException tooMany(String sentence) {
        return new PushCoreException(ErrorCode.LIMIT_REACHED, sentence);
    }

    /** One more; gives how many that address has now. A session whose last client has left stays, however many there are. */
    int add(String address) {
        all.incrementAndGet();
        return address.isEmpty() ? 0 : ofAddress.merge(address, 1, Integer::sum);
    }

    /** One less: it has somebody in it, or is over. */
    void remove(String address) {
        all.decrementAndGet();
        ofAddress.computeIfPresent(address, (known, count) -> count == 1 ? null : count - 1);
    }
}
