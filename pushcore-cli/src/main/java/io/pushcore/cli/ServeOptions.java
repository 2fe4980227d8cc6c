package io.pushcore.cli;

import io.pushcore.PushCoreException;
import io.pushcore.netty.HttpTransport;
import io.pushcore.netty.Tls;
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
 * @param http the port of HTTP and WebSockets; empty for off
 * @param admin whether administration is wanted, which does not exist yet
 * @param keep how many messages of a channel are kept
 * @param keepFor for how long
 * @param maxPayloadBytes the largest message
 * @param tls what all ports speak; empty for no TLS
 * @param dump where what is kept goes at the end
 * @param allowOrigins whose pages may use the port of HTTP, besides its own
 * @param apps secrets of the application's servers by id; empty for no authenticator
 */
record ServeOptions(
        String bind,
        boolean isLoopback,
        OptionalInt line,
        OptionalInt lineFramed,
        OptionalInt http,
        boolean admin,
        long keep,
        Duration keepFor,
        int maxPayloadBytes,
        Optional<Tls> tls,
        Optional<Path> dump,
        List<String> allowOrigins,
        Map<String, String> apps) {

    /** 1 GiB: what one message can be in the storage. */
    private static final int LARGEST_PAYLOAD_BYTES = 1 << 30;

    static ServeOptions of(Settings settings) {
        boolean everyone = settings.flag(Setting.OPEN);
        ServeOptions options = new ServeOptions(
                settings.text(Setting.BIND),
                isLoopback(settings),
                settings.port(Setting.LINE),
                settings.port(Setting.LINE_FRAMED),
                settings.port(Setting.HTTP),
                settings.port(Setting.ADMIN).isPresent(),
                settings.count(Setting.KEEP),
                settings.duration(Setting.KEEP_FOR),
                settings.bytes(Setting.MAX_PAYLOAD, LARGEST_PAYLOAD_BYTES),
                tls(settings),
                settings.file(Setting.DUMP),
                origins(settings),
                apps(settings));
        if (options.line.isEmpty() && options.lineFramed.isEmpty() && options.http.isEmpty()) {
            throw CommandFailed.usage("nothing to listen on: --line, --line-framed and --http are off");
        }
        if (!options.isLoopback && options.isOpen() && !everyone) {
            throw CommandFailed.usage(
                    "--bind " + options.bind + " can be reached from other machines and nobody would be asked"
                            + " who they are: set --app, or say --open to let everyone in");
        }
        return options;
    }

    /** Whether everyone is let in. */
    boolean isOpen() {
        return apps.isEmpty();
    }

    private static boolean isLoopback(Settings settings) {
        try {
            return InetAddress.getByName(settings.text(Setting.BIND)).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw settings.wrong(Setting.BIND, "must be an address of this machine");
        }
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
