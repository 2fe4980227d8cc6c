package io.pushcore.benchmarks;

import com.google.common.eventbus.AllowConcurrentEvents;
import com.google.common.eventbus.Subscribe;
import io.pushcore.Gap;
import io.pushcore.Message;
import io.pushcore.Reader;
import java.util.function.Consumer;

/**
 * One subscriber: counts what it receives and reports the first thing that is missing, repeated or out of order. It says so when
 * a round of messages is complete. One thread at a time calls it.
 */
final class Tally implements Reader, Consumer<Tick> {
    private final Rounds rounds;
    private final long round;
    private long received;

    Tally(Rounds rounds, long round) {
        this.rounds = rounds;
        this.round = round;
    }

    @Override
    public void message(Message message) {
        take(message.offset());
    }

    @Override
    public void gap(Gap gap) {
        rounds.fail("gap from " + gap.from() + " to " + gap.to());
    }

    @Override
    @Subscribe
    @AllowConcurrentEvents
    public void accept(Tick tick) {
        take(tick.number());
    }

    private void take(long number) {
        if (number != ++received) {
            rounds.fail("expected message " + received + " but received " + number);
        }
        if (received % round == 0) {
            rounds.complete();
        }
    }
}
