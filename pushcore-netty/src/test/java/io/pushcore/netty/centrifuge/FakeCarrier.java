package io.pushcore.netty.centrifuge;

import io.pushcore.netty.http.Carrier;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Takes note of what a codec asks for. */
final class FakeCarrier implements Carrier {
    int woken;
    int finished;
    Duration delay = Duration.ZERO;

    @Nullable
    Runnable later;

    @Override
    public void wake() {
        woken++;
    }

    @Override
    public void finish() {
        finished++;
    }

    @Override
    public void after(Duration newDelay, Runnable work) {
        delay = newDelay;
        later = work;
    }

    /** The delay has passed. */
    void runLater() {
        Runnable work = later;
        later = null;
        if (work != null) {
            work.run();
        }
    }
}
