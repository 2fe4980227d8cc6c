package io.pushcore.engine;

import io.pushcore.BrokerOptions;
import io.pushcore.ChannelRules;
import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.Transport;
import io.pushcore.Tuning;
import io.pushcore.storage.Capabilities;
import io.pushcore.storage.StorageBackend;
import io.pushcore.transport.Listener;

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
        options.peers().ifPresent(peers -> {
            throw new PushCoreException(ErrorCode.BAD_OPTION, "peers are not supported yet: " + peers.name());
        });
        check(options.tuning(), storage);
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
