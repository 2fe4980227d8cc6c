package io.pushcore.netty.gopush;

import io.pushcore.netty.http.Carrier;
import java.time.Duration;

/** A carrier whose timer runs when the test says so. */
final class FakeCarrier implements Carrier {
    private Duration delay = Duration.ZERO;
    private Runnable later = () -> {};
    private int wakes;

    @Override
    public void wake() {
        wakes++;
    }

    @Override
    public void finish() {}

    @Override
    public void after(Duration newDelay, Runnable work) {
        delay = newDelay;
        later = work;
    }

    /** Until when its timer waits. */
    Duration delay() {
        return delay;
    }

    void runTimer() {
        later.run();
    }

    int wakes() {
        return wakes;
    }
}
