package io.pushcore.cli;

import io.pushcore.Authenticator;
import io.pushcore.ChannelRules;
import io.pushcore.PushCoreException;
import io.pushcore.Tuning;
import io.pushcore.WhenTooManySessions;
import io.pushcore.netty.AdminTransport;
import io.pushcore.netty.HttpTransport;
import io.pushcore.netty.Tls;
import io.pushcore.netty.XiucallSignatures;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a broker is to be, checked.
 *
 * @param bind the address to listen on
 * @param isLoopback whether only this machine can reach it
 * @param line the port of the line protocol; empty for off
 * @param lineFramed the port of its framed form; empty for off
 * @param lineFragments the port of its plain form for clients that send no newline; empty for off
 * @param http the port of HTTP and WebSockets; empty for off
 * @param goPush what is spoken of go-push; empty for off
 * @param ipush the ports of ipush; empty for off
 * @param minipush the port of minipush; empty for off
 * @param minipushIm whether its clients may send to users
 * @param minipushEvents the file whose lines are events of minipush; empty for none
 * @param pushdHttp the port of pushd's HTTP; empty for off
 * @param pushdStats the port of pushd's figures; empty for off
 * @param xiucall what is spoken of xiucall-push; empty for off
 * @param admin the port of administration; empty for off
 * @param adminToken what it is to be shown; empty for nothing, and then it listens on this machine only
 * @param metricsLog where figures are written at an interval
 * @param metricsEvery the interval
 * @param metricsForm their form
 * @param drain how long the end may take
 * @param tooManySessions what happens when a user has more than the limit
 * @param keep how many messages of a channel are kept
 * @param keepFor for how long
 * @param maxPayloadBytes the largest message
 * @param tuning rules of channels, made of these three and of what the file says, and limits
 * @param tls what all ports speak; empty for no TLS
 * @param data the directory that keeps what is published; empty for the heap
 * @param dataMemory how much memory that takes, in bytes
 * @param cluster what it has in common with other nodes
 * @param dump where what is kept goes at the end
 * @param allowOrigins whose pages may use the port of HTTP, besides its own
 * @param apps secrets of the application's servers by id
 * @param tokens who believes the tokens of users
 * @param callback where the application is asked who a connection is; empty for nowhere
 */
record ServeOptions(
        String bind,
        boolean isLoopback,
        OptionalInt line,
        OptionalInt lineFramed,
        OptionalInt lineFragments,
        OptionalInt http,
        Optional<GoPushOptions> goPush,
        Optional<IpushPorts> ipush,
        OptionalInt minipush,
        boolean minipushIm,
        Optional<Path> minipushEvents,
        OptionalInt pushdHttp,
        OptionalInt pushdStats,
        Optional<XiucallOptions> xiucall,
        OptionalInt admin,
        String adminToken,
        Optional<Path> metricsLog,
        Duration metricsEvery,
        MetricsForm metricsForm,
        Duration drain,
        WhenTooManySessions tooManySessions,
        long keep,
        Duration keepFor,
        int maxPayloadBytes,
        Tuning tuning,
        Optional<Tls> tls,
        Optional<Path> data,
        long dataMemory,
        ClusterOptions cluster,
        Optional<Path> dump,
        List<String> allowOrigins,
        Map<String, String> apps,
        Optional<Authenticator> tokens,
        Optional<AuthOptions> callback) {

    /** How long publishing waits for readers that asked for it. */
    private static final Duration WAIT_FOR_READERS = Duration.ofSeconds(5);

    private static final long KEPT_ON_DISK = 1_000_000;
    private static final Duration KEPT_ON_DISK_FOR = Duration.ofDays(30);
    private static final long LEAST_MEMORY_BYTES = 8L << 20;

    /** 1 GiB: what one message can be in the storage. */
    private static final int LARGEST_PAYLOAD_BYTES = 1 << 30;

    static ServeOptions of(Settings settings) {
        boolean everyone = settings.flag(Setting.OPEN);
        Optional<GoPushOptions> goPush = GoPushOptions.of(settings);
        Tuning tuning = settings.tuning(rules(settings));
        ServeOptions options = new ServeOptions(
                settings.text(Setting.BIND),
                isLoopback(settings),
                settings.port(Setting.LINE),
                settings.port(Setting.LINE_FRAMED),
                settings.port(Setting.LINE_FRAGMENTS),
                settings.port(Setting.HTTP),
                goPush,
                IpushPorts.of(settings),
                settings.port(Setting.MINIPUSH),
                settings.flag(Setting.MINIPUSH_IM),
                settings.file(Setting.MINIPUSH_EVENTS),
                settings.port(Setting.PUSHD_HTTP),
                settings.port(Setting.PUSHD_STATS),
                XiucallOptions.of(settings),
                settings.port(Setting.ADMIN),
                adminToken(settings),
                settings.file(Setting.METRICS_LOG),
                atLeastASecond(settings, Setting.METRICS_EVERY),
                metricsForm(settings),
                atLeastASecond(settings, Setting.DRAIN),
                tooManySessions(settings),
                keep(settings),
                keepFor(settings),
                settings.bytes(Setting.MAX_PAYLOAD, LARGEST_PAYLOAD_BYTES),
                goPush.map(said -> said.in(tuning)).orElse(tuning),
                tls(settings),
                data(settings),
                memory(settings),
                ClusterOptions.of(settings),
                settings.file(Setting.DUMP),
                origins(settings),
                apps(settings),
                TokenSettings.authenticator(settings),
                AuthOptions.of(settings));
        if (options.line.isEmpty()
                && options.lineFramed.isEmpty()
                && options.lineFragments.isEmpty()
                && options.http.isEmpty()
                && options.goPush.isEmpty()
                && options.ipush.isEmpty()
                && options.minipush.isEmpty()
                && options.pushdHttp.isEmpty()
                && options.xiucall.isEmpty()) {
            throw CommandFailed.usage(
                    "nothing to listen on: --line, --line-framed, --line-fragments, --http, --go-push, --ipush,"
                            + " --minipush, --pushd-http and --xiucall are off");
        }
        if (!options.isLoopback && options.isOpen() && !everyone) {
            throw CommandFailed.usage(
                    "--bind " + options.bind + " can be reached from other machines and nobody would be asked"
                            + " who they are: set --app, --token-secret, --jwks, --auth-url or --xiucall-key, or say --open to let everyone in");
        }
        return options;
    }

    /** Where the admin port listens. */
    String adminAddress() {
        return adminToken.isEmpty() ? Setting.BIND.byDefault() : bind;
    }

    /** Rules of the channels of which nothing is said. */
    private static ChannelRules rules(Settings settings) {
        return ChannelRules.keep(keep(settings))
                .forAtMost(keepFor(settings))
                .atMostBytes(Long.MAX_VALUE)
                .maxPayload(settings.bytes(Setting.MAX_PAYLOAD, LARGEST_PAYLOAD_BYTES))
                .waitWhenReadersLag(WAIT_FOR_READERS);
    }

    private static long keep(Settings settings) {
        return isOnDisk(settings, Setting.KEEP) ? KEPT_ON_DISK : settings.count(Setting.KEEP);
    }

    private static Duration keepFor(Settings settings) {
        return isOnDisk(settings, Setting.KEEP_FOR) ? KEPT_ON_DISK_FOR : settings.duration(Setting.KEEP_FOR);
    }

    /** Whether what is not said has the default that goes with a directory or a database. */
    private static boolean isOnDisk(Settings settings, Setting unsaid) {
        return (settings.isSaid(Setting.DATA) || settings.isSaid(Setting.STORE)) && !settings.isSaid(unsaid);
    }

    private static Optional<Path> data(Settings settings) {
        Optional<Path> data = settings.file(Setting.DATA);
        if (data.isPresent() && settings.file(Setting.DUMP).isPresent()) {
            throw CommandFailed.usage(
                    "--data and --dump exclude each other: what is kept in a directory needs no dump");
        }
        return data;
    }

    private static long memory(Settings settings) {
        long bytes = ByteSize.parse(settings.text(Setting.DATA_MEMORY));
        if (bytes < LEAST_MEMORY_BYTES) {
            throw settings.wrong(Setting.DATA_MEMORY, "must be 8MiB or more, a number and B, KiB, MiB or GiB");
        }
        return bytes;
    }

    /** What knows clients by what they sign. */
    Optional<XiucallSignatures> signatures() {
        return xiucall.flatMap(XiucallOptions::signatures);
    }

    /** Whether everyone is let in. */
    boolean isOpen() {
        return apps.isEmpty()
                && tokens.isEmpty()
                && callback.isEmpty()
                && signatures().isEmpty();
    }

    private static String adminToken(Settings settings) {
        String token = settings.text(Setting.ADMIN_TOKEN);
        if (!token.isEmpty()) {
            try {
                AdminTransport.port(0).token(token);
            } catch (PushCoreException refused) {
                throw settings.wrong(Setting.ADMIN_TOKEN, "must be 16 or more characters of ASCII without spaces");
            }
        }
        return token;
    }

    private static WhenTooManySessions tooManySessions(Settings settings) {
        return switch (settings.text(Setting.TOO_MANY_SESSIONS)) {
            case "end-oldest" -> WhenTooManySessions.END_OLDEST;
            case "refuse-new" -> WhenTooManySessions.REFUSE_NEW;
            default -> throw settings.wrong(Setting.TOO_MANY_SESSIONS, "must be end-oldest or refuse-new");
        };
    }

    private static MetricsForm metricsForm(Settings settings) {
        return switch (settings.text(Setting.METRICS_FORM)) {
            case "line" -> MetricsForm.LINE;
            case "pushd" -> MetricsForm.PUSHD;
            default -> throw settings.wrong(Setting.METRICS_FORM, "must be line or pushd");
        };
    }

    private static Duration atLeastASecond(Settings settings, Setting setting) {
        Duration value = settings.duration(setting);
        if (value.compareTo(Duration.ofSeconds(1)) < 0) {
            throw settings.wrong(setting, "must be a second at least");
        }
        return value;
    }

    private static boolean isLoopback(Settings settings) {
        try {
            return InetAddress.getByName(settings.text(Setting.BIND)).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw settings.wrong(Setting.BIND, "must be an address of this machine");
        }
    }

    /** Commas part them on the command line too: an origin has none. */
    private static List<String> origins(Settings settings) {
        List<String> origins = settings.texts(Setting.ALLOW_ORIGIN).stream()
                .flatMap(said -> Arrays.stream(said.split(",", -1)))
                .map(String::strip)
                .toList();
        for (String origin : origins) {
            try {
                HttpTransport.port(0).allowOrigins(origin);
            } catch (PushCoreException refused) {
                throw settings.wrong(Setting.ALLOW_ORIGIN, "must be like https://app.example", origin);
            }
        }
        return origins;
    }

    private static Optional<Tls> tls(Settings settings) {
        Optional<Path> certificate = settings.file(Setting.TLS_CERT);
        Optional<Path> key = settings.file(Setting.TLS_KEY);
        Optional<Path> clients = settings.file(Setting.TLS_CLIENTS);
        if (certificate.isEmpty() && key.isEmpty() && clients.isEmpty()) {
            return Optional.empty();
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            throw CommandFailed.usage("TLS needs both --tls-cert and --tls-key");
        }
        Tls tls = Tls.files(certificate.get(), key.get());
        return Optional.of(clients.map(tls::clientCertificates).orElse(tls));
    }

    private static Map<String, String> apps(Settings settings) {
        Map<String, String> apps = new LinkedHashMap<>();
        for (String app : settings.texts(Setting.APP)) {
            int colon = app.indexOf(':');
            if (colon <= 0 || !Words.isWord(app) || colon == app.length() - 1) {
                throw settings.wrong(Setting.APP, "must be ID:SECRET without spaces");
            }
            if (apps.put(app.substring(0, colon), app.substring(colon + 1)) != null) {
                throw settings.wrong(Setting.APP, "names an ID twice");
            }
        }
        return apps;
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "ServeOptions[bind=" + bind + ", line=" + line + ", apps=" + apps.keySet() + "]";
    }
}
