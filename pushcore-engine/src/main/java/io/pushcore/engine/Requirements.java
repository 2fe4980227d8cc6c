package io.pushcore.engine;

import io.pushcore.BrokerOptions;
import io.pushcore.ChannelRules;
import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.Transport;
import io.pushcore.Tuning;
import io.pushcore.peer.Carrier;
import io.pushcore.peer.Seal;
import io.pushcore.storage.Capabilities;
import io.pushcore.storage.StorageBackend;
import io.pushcore.transport.Listener;
import java.util.Optional;

/** What the options ask for against what storage and transports can do. */
final class Requirements {
    private Requirements() {}

    /** The storage as its backend; refused by name if it is none. */
    static StorageBackend backend(BrokerOptions options) {
        if (options.storage() instanceof StorageBackend backend) {
            return backend;
        }
        throw unknown("storage", options.storage().name(), options.storage());
    }

    static Listener listener(Transport transport) {
        if (transport instanceof Listener listener) {
            return listener;
        }
        throw unknown("transport", transport.name(), transport);
    }

    static void check(BrokerOptions options, Capabilities storage) {
        checkPeers(options, storage);
        check(options.tuning(), storage);
    }

    /** How this broker reaches other nodes, if it is to. */
    static Optional<Carrier> carrier(BrokerOptions options) {
        return options.peers().map(peers -> {
            if (peers instanceof Carrier carrier) {
                return carrier;
            }
            throw unknown("peers", peers.name(), peers);
        });
    }

    static Seal seal(BrokerOptions options) {
        return options.clusterKey().map(Seal::of).orElse(Seal.none());
    }

    private static void checkPeers(BrokerOptions options, Capabilities storage) {
        Optional<Carrier> carrier = carrier(options);
        boolean keyed = seal(options).isKeyed();
        if (carrier.isEmpty()) {
            return;
        }
        Tuning tuning = options.tuning();
        boolean anyLive = tuning.defaultRules().isLive()
                || tuning.rules().values().stream().anyMatch(ChannelRules::isLive);
        boolean allLive = tuning.defaultRules().isLive()
                && tuning.rules().values().stream().allMatch(ChannelRules::isLive);
        if (!storage.shared() && !allLive) {
            throw new PushCoreException(
                    ErrorCode.BAD_OPTION,
                    "peers " + carrier.get().name()
                            + " need a storage that all nodes share, or channels that are all live(): what is kept here, other nodes do not see");
        }
        if (anyLive && !keyed) {
            throw new PushCoreException(
                    ErrorCode.BAD_OPTION,
                    "channels that are live() ride the hints between nodes: that needs a clusterKey");
        }
    }

    static void check(Tuning tuning, Capabilities storage) {
        check("channels", tuning.defaultRules(), storage);
        tuning.rules().forEach((pattern, rules) -> check(Tuning.option(pattern), rules, storage));
    }

    private static void check(String option, ChannelRules rules, Capabilities storage) {
        rules.durability().ifPresent(wanted -> {
            if (wanted.compareTo(storage.durability()) > 0 && !rules.isLive()) {
                throw new PushCoreException(
                        ErrorCode.BAD_OPTION,
                        option + " asks for durability " + wanted + ", the storage reaches " + storage.durability());
            }
        });
        if (rules.maxPayloadBytes() > storage.largestMessageBytes()) {
            throw new PushCoreException(
                    ErrorCode.BAD_OPTION,
                    option + " asks for maxPayload " + rules.maxPayloadBytes() + ", the storage takes "
                            + storage.largestMessageBytes());
        }
    }

    private static PushCoreException unknown(String what, String name, Object root) {
        return new PushCoreException(
                ErrorCode.BAD_OPTION,
                what + " " + name + " is not of a kind this engine knows: "
                        + root.getClass().getName());
    }
}
