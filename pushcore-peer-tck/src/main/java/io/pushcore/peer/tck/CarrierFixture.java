package io.pushcore.peer.tck;

import io.pushcore.Time;
import io.pushcore.peer.Carrier;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What the author of a carrier gives to {@link CarrierContract}: carriers on one engine, and a hand on what connects them. */
public interface CarrierFixture extends AutoCloseable {
    /** A carrier that is not open yet; it will be opened by a node of this name. */
    Carrier newCarrier(String cluster, String node);

    /** The clock and timer of all carriers. */
    Time time();

    /** Lets time pass; where {@link #time()} is the machine's, by waiting. */
    default void pass(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    /** Cuts a node off from its engine, without a word, until {@link #mend}. */
    void cut(String node);

    /** Ends a cut. */
    void mend(String node);

    /** Sends bytes to all nodes of a cluster that no carrier made, past any carrier, as they would arrive on the engine. */
    void inject(String cluster, byte[] bytes);

    @Override
    void close();
}
