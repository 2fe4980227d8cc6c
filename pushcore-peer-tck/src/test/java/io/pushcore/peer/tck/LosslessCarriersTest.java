package io.pushcore.peer.tck;

import io.pushcore.ManualTime;
import io.pushcore.Time;
import io.pushcore.peer.Carrier;
import java.time.Duration;

class LosslessCarriersTest extends CarrierContract {
    @Override
    protected CarrierFixture newFixture() {
        return new InProcess();
    }

    private static final class InProcess implements CarrierFixture {
        private final ManualTime time = ManualTime.create();
        private final LossyCarriers carriers = LossyCarriers.lossless(time);

        @Override
        public Carrier newCarrier(String cluster, String node) {
            return carriers.carrier(cluster);
        }

        @Override
        public Time time() {
            return time;
        }

        @Override
        public void pass(Duration by) {
            time.advance(by);
        }

        @Override
        public void cut(String node) {
            carriers.disconnect(node);
        }

        @Override
        public void mend(String node) {
            carriers.reconnect(node);
        }

        @Override
        public void inject(String cluster, byte[] bytes) {
            carriers.inject(cluster, bytes);
        }

        @Override
        public void close() {}
    }
}
