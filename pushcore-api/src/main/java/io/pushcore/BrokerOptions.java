package io.pushcore;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** What {@link Broker.Builder} collected, validated, for the engine; each component is documented at its builder method. */
public record BrokerOptions(
        Storage storage,
        Optional<Peers> peers,
        Optional<String> clusterKey,
        String nodeAddress,
        List<Transport> transports,
        Tuning tuning,
        Optional<Authenticator> authenticator,
        Optional<Authorizer> authorizer,
        Optional<RequestHandler> requests,
        Consumer<SessionEvent> sessionEvents,
        WhenTooManySessions whenTooManySessions,
        Optional<Time> time,
        Optional<Executor> executor,
        Optional<RandomGenerator> random,
        Duration publishTimeout,
        Duration publishWaits) {

    public BrokerOptions {
        transports = List.copyOf(transports);
        positive("publishTimeout", publishTimeout);
        if (publishWaits.isNegative()) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, "publishWaits must not be negative: " + publishWaits);
        }
    }

    private static void positive(String option, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, option + " must be positive: " + value);
        }
    }
}
