package io.pushcore.jdbc;

import io.pushcore.Time;
import io.pushcore.jdbc.peer.PostgresPeers;
import io.pushcore.peer.Carrier;
import io.pushcore.peer.tck.Cable;
import io.pushcore.peer.tck.CarrierContract;
import io.pushcore.peer.tck.CarrierFixture;
import io.pushcore.peer.tck.MachineTime;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

class PostgresCarrierTest extends CarrierContract {
    private static final AtomicInteger TESTS = new AtomicInteger();

    @Override
    protected CarrierFixture newFixture() {
        return new Notified(PostgresServer.shared());
    }

    /** Carriers on one server, each through a cable of its own. Names of clusters are of each test alone. */
    private static final class Notified implements CarrierFixture {
        private final PostgresServer server;
        private final MachineTime time = new MachineTime();
        private final Map<String, Cable> cables = new ConcurrentHashMap<>();
        private final int test = TESTS.incrementAndGet();

        Notified(PostgresServer server) {
            this.server = server;
        }

        @Override
        public Carrier newCarrier(String cluster, String node) {
            Cable cable = Cable.to(server.port);
            cables.put(node, cable);
            String url = server.url().replace(":" + server.port + "/", ":" + cable.port() + "/");
            return PostgresPeers.at(url).cluster(cluster + test);
        }

        @Override
        public Time time() {
            return time;
        }

        @Override
        public void cut(String node) {
            cables.get(node).cut();
        }

        @Override
        public void mend(String node) {
            cables.get(node).mend();
        }

        @Override
        public void inject(String cluster, byte[] bytes) {
            String text = Base64.getEncoder().encodeToString(bytes);
            server.execute("SELECT pg_notify('pc." + cluster + test + ".ALL', '" + text + "')");
        }

        @Override
        public void close() {
            cables.values().forEach(Cable::close);
            time.close();
        }
    }
}
