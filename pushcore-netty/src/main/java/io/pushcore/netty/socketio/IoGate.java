package io.pushcore.netty.socketio;

import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.Time;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Connection;
import io.pushcore.transport.Dialect;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Link;
import io.pushcore.transport.Terms;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;

/**
 * Where the requests and WebSockets of a port come in that carry sessions. They are no connections of the broker; what they carry is. Usable from
 * any lane.
 */
public final class IoGate implements Gateway {
    private final Gateway broker;

    public IoGate(Gateway broker) {
        this.broker = broker;
    }

    @Override
    public Link connect(Connection connection, Dialect dialect) {
        CarrierTerms terms = new CarrierTerms(connection, broker.broker());
        Codec codec = dialect.open(terms);
        Wire wire = new Wire(connection);
        if (codec instanceof Carries carries) {
            terms.carries = carries;
            carries.begins(wire);
        }
        return new CarrierLink(wire);
    }

    @Override
    public void received(long bytes) {
        broker.received(bytes);
    }

    @Override
    public void sent(long bytes) {
        broker.sent(bytes);
    }

    @Override
    public void refused(ErrorCode why) {
        broker.refused(why);
    }

    @Override
    public Executor executor() {
        return broker.executor();
    }

    @Override
    public Time time() {
        return broker.time();
    }

    @Override
    public Broker broker() {
        return broker.broker();
    }

    /** A codec that carries something of a session. */
    interface Carries {
        /** It may write from now on. */
        void begins(Wire wire);

        /** The longest message that may come now. */
        int maxFrameBytes();
    }

    /** What comes is the codec's before it is this link's. */
    private record CarrierLink(Wire wire) implements Link {
        @Override
        public void received(ByteBuffer bytes) {}

        @Override
        public void receivedAll() {
            wire.end();
        }

        @Override
        public void closed() {
            wire.gone();
        }
    }

    /** What is known of a carrier: nothing about who is behind it. Only its lane touches it. */
    private static final class CarrierTerms implements Terms {
        private static final int LONGEST = 256 << 20;

        private final Connection connection;
        private final Broker broker;
        private Carries carries = new Carries() {
            @Override
            public void begins(Wire wire) {}

            @Override
            public int maxFrameBytes() {
                return 0;
            }
        };

        CarrierTerms(Connection connection, Broker broker) {
            this.connection = connection;
            this.broker = broker;
        }

        @Override
        public int maxPayloadBytes() {
            return LONGEST;
        }

        @Override
        public int maxFrameBytes() {
            return carries.maxFrameBytes();
        }

        @Override
        public Identity identity() {
            return Identity.ANONYMOUS;
        }

        @Override
        public String session() {
            return "";
        }

        @Override
        public boolean mustAuthenticate() {
            return false;
        }

        @Override
        public String remoteAddress() {
            return connection.remoteAddress();
        }

        @Override
        public Duration reconnectAfter() {
            return Duration.ofSeconds(1);
        }

        @Override
        public ChannelRules ownLog() {
            return broker.tuning().userLogs();
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }
    }
}
