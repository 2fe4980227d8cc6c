package io.pushcore.netty.admin;

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
import io.pushcore.transport.Output;
import io.pushcore.transport.Terms;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Where requests to the admin port come in. They are no connections of the broker: they count for nothing, meet no limit of the
 * clients', and are answered while it drains. Usable from any lane.
 */
public final class AdminGate implements Gateway {
    private final Broker broker;

    public AdminGate(Broker broker) {
        this.broker = broker;
    }

    @Override
    public Broker broker() {
        return broker;
    }

    @Override
    public Executor executor() {
        throw new IllegalStateException("requests to operators have none");
    }

    @Override
    public Time time() {
        throw new IllegalStateException("requests to operators have none");
    }

    @Override
    public Link connect(Connection connection, Dialect dialect) {
        return new AdminLink(connection, dialect.open(new AdminTerms(connection, broker)));
    }

    @Override
    public void received(long bytes) {}

    @Override
    public void sent(long bytes) {}

    @Override
    public void refused(ErrorCode why) {}

    /** One request. Only its lane touches it. */
    private static final class AdminLink implements Link {
        private static final Duration TAKEN_WITHIN = Duration.ofSeconds(30);

        private final Connection connection;
        private final Codec codec;

        AdminLink(Connection connection, Codec codec) {
            this.connection = connection;
            this.codec = codec;
        }

        /** Bytes do not come this way: somebody says that the answer may be there. */
        @Override
        public void received(ByteBuffer bytes) {
            if (codec instanceof AdminCodec admin) {
                Output answer = admin.take();
                if (answer != null) {
                    admin.giveUpAfter(TAKEN_WITHIN, connection::close);
                    connection.write(List.of(ByteBuffer.wrap(answer.toBytes())), whole -> connection.close());
                }
            }
        }

        @Override
        public void receivedAll() {
            if (codec instanceof AdminCodec admin && admin.endsWithInput()) {
                connection.close();
            }
        }

        @Override
        public void closed() {}
    }

    private record AdminTerms(Connection connection, Broker broker) implements Terms {
        @Override
        public int maxPayloadBytes() {
            return AdminRoutes.MOST_BYTES;
        }

        @Override
        public int maxFrameBytes() {
            return maxPayloadBytes();
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
            return Instant.now();
        }
    }
}
