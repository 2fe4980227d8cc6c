package io.pushcore;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** What {@link Broker.Builder} collected, validated, for the engine; each component is documented at its builder method. */
public record BrokerOptions(
        Storage storage,
        Optional<Peers> peers,
        List<Transport> transports,
        Map<Pattern, ChannelRules> rules,
        ChannelRules defaultRules,
        Optional<Authenticator> authenticator,
        Optional<Authorizer> authorizer,
        Optional<RequestHandler> requests,
        Optional<Time> time,
        Optional<Executor> executor,
        Optional<RandomGenerator> random,
        Duration publishTimeout,
        Duration publishWaits,
        Map<Limit, Long> limits) {

    public BrokerOptions {
        transports = List.copyOf(transports);
        rules = Collections.unmodifiableMap(new LinkedHashMap<>(rules));
        limits = Map.copyOf(limits);
        positive("publishTimeout", publishTimeout);
        if (publishWaits.isNegative()) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, "publishWaits must not be negative: " + publishWaits);
        }
        limits.forEach((limit, value) -> {
            if (value <= 0) {
                throw new PushCoreException(ErrorCode.BAD_OPTION, limit + " must be positive: " + value);
            }
        });
    }

    /** The value of a limit. */
    public long limit(Limit limit) {
        return limits.getOrDefault(limit, limit.byDefault());
    }

    /** The rules of a channel: those of the first pattern that matches. */
    public ChannelRules rulesOf(String channel) {
        for (Map.Entry<Pattern, ChannelRules> rule : rules.entrySet()) {
            if (rule.getKey().matches(channel)) {
                return rule.getValue();
            }
        }
        return defaultRules;
    }

    private static void positive(String option, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, option + " must be positive: " + value);
        }
    }
}
