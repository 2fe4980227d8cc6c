package io.pushcore.cli;

import io.pushcore.Broker;
import io.pushcore.PushCoreException;
import io.pushcore.jdbc.JdbcStorage;
import io.pushcore.jdbc.peer.PostgresPeers;
import io.pushcore.peer.Carrier;
import io.pushcore.peer.Seal;
import io.pushcore.redis.RedisPeers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a broker has in common with others, checked.
 *
 * @param store the database that keeps what is published; empty for none
 * @param replicated whether what is acknowledged is on a standby of it, too
 * @param peers what carries hints; empty for nothing
 * @param name of the cluster: several may use one carrier
 * @param key by which its nodes know each other; empty for none
 * @param nodeAddress where clients reach this node; may be empty
 * @param ipushRedirects whether clients of ipush are sent to the node that is to serve them
 */
record ClusterOptions(
        Optional<String> store,
        boolean replicated,
        Optional<String> peers,
        String name,
        Optional<String> key,
        String nodeAddress,
        boolean ipushRedirects) {
    /** A busy machine that starts several nodes at once takes its time. */
    private static final Duration REACHED_WITHIN = Duration.ofSeconds(20);

    private static final String BY_STORE = "pg";
    private static final String POSTGRESQL = "jdbc:postgresql:";

    static ClusterOptions of(Settings settings) {
        ClusterOptions options = new ClusterOptions(
                said(settings, Setting.STORE),
                settings.flag(Setting.REPLICATED),
                said(settings, Setting.PEERS),
                settings.text(Setting.CLUSTER),
                said(settings, Setting.CLUSTER_KEY),
                settings.text(Setting.NODE_ADDRESS),
                settings.flag(Setting.IPUSH_REDIRECT));
        options.check(settings);
        return options;
    }

    private static Optional<String> said(Settings settings, Setting setting) {
        return Optional.of(settings.text(setting)).filter(text -> !text.isEmpty());
    }

    private void check(Settings settings) {
        if (store.isPresent()) {
            if (!store.get().startsWith(POSTGRESQL)) {
                throw settings.wrong(Setting.STORE, "must be like jdbc:postgresql://HOST/DATABASE?user=USER");
            }
            if (settings.isSaid(Setting.DATA) || settings.isSaid(Setting.DUMP)) {
                throw CommandFailed.usage("--store excludes --data and --dump: what is published is kept in one place");
            }
        }
        if (replicated && store.isEmpty()) {
            throw CommandFailed.usage("--replicated needs --store: it is that database that has the standby");
        }
        if (!name.matches("[a-z0-9-]{1,32}")) {
            throw settings.wrong(Setting.CLUSTER, "must be 1 to 32 characters of [a-z0-9-]");
        }
        key.ifPresent(said -> {
            try {
                Seal.of(said);
            } catch (PushCoreException refused) {
                throw settings.wrong(Setting.CLUSTER_KEY, "must have " + Seal.MIN_KEY_BYTES + " bytes or more");
            }
        });
        if (peers.filter(BY_STORE::equals).isPresent() && store.isEmpty()) {
            throw CommandFailed.usage("--peers pg needs --store: it is that database that carries the hints");
        }
        if (peers.isEmpty() && store.isEmpty() && (key.isPresent() || ipushRedirects)) {
            throw CommandFailed.usage("--cluster-key and --ipush-redirect need --peers: there are no other nodes");
        }
        if (ipushRedirects && nodeAddress.isEmpty()) {
            throw CommandFailed.usage(
                    "--ipush-redirect needs --node-address HOST:PORT, by which clients reach the client port of ipush here");
        }
    }

    /** The database, created in it what is missing. */
    Optional<JdbcStorage> storage() {
        return store.map(url -> JdbcStorage.on(url).createSchema())
                .map(storage -> replicated ? storage.replicated() : storage);
    }

    /** Joins a broker to the others. */
    void join(Broker.Builder builder) {
        carrier().ifPresent(builder::peers);
        key.ifPresent(builder::clusterKey);
        builder.nodeAddress(nodeAddress);
    }

    private Optional<Carrier> carrier() {
        return peers.map(url -> {
            try {
                return url.equals(BY_STORE)
                        ? PostgresPeers.at(store.orElseThrow())
                                .connectWithin(REACHED_WITHIN)
                                .cluster(name)
                        : RedisPeers.at(url).connectWithin(REACHED_WITHIN).cluster(name);
            } catch (PushCoreException refused) {
                throw CommandFailed.usage("--peers: " + refused.sentence());
            }
        });
    }

    /** What is said of it when the broker has started. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        store.ifPresent(url -> lines.add("store: " + withoutSecrets(url)));
        peers.ifPresent(url -> lines.add("peers: " + (url.equals(BY_STORE) ? "the same database" : withoutSecrets(url))
                + ", cluster " + name
                + (key.isPresent() ? "" : "; without --cluster-key nodes tell each other where to look, and no more")));
        return lines;
    }

    /** An address without who logs in and how. */
    private static String withoutSecrets(String url) {
        return url.replaceAll("//[^/@]*@", "//").replaceAll("\\?.*", "");
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "ClusterOptions[" + String.join(", ", lines()) + "]";
    }
}
