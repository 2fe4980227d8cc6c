package io.pushcore.cli;

import java.util.ArrayList;
import java.util.List;

/** What {@code serve} says once it listens. */
final class StartMessage {
    private StartMessage() {}

    static List<String> of(ServeOptions options, RunningBroker broker) {
        List<String> lines = new ArrayList<>();
        lines.add("PushCore " + Version.number() + " listens");
        boolean secure = options.tls().isPresent();
        String over = secure ? " over TLS" : "";
        String at = options.bind() + ":";
        broker.port(Setting.LINE).ifPresent(port -> lines.add("  line         " + at + port + over));
        broker.port(Setting.LINE_FRAMED).ifPresent(port -> lines.add("  line-framed  " + at + port + over));
        broker.port(Setting.LINE_FRAGMENTS).ifPresent(port -> lines.add("  line-fragments " + at + port + over));
        broker.port(Setting.HTTP)
                .ifPresent(port -> lines.add((secure ? "  https        " : "  http         ") + at + port));
        List<Integer> goPush = broker.ports(Setting.GO_PUSH);
        if (!goPush.isEmpty()) {
            lines.add("  go-push      " + at + goPush.get(1) + over + ", operators " + options.adminAddress() + ":"
                    + goPush.get(0));
        }
        List<Integer> ipush = broker.ports(Setting.IPUSH);
        if (!ipush.isEmpty()) {
            lines.add("  ipush        " + at + ipush.get(0) + over + ", admin " + options.adminAddress() + ":"
                    + ipush.get(1));
        }
        broker.port(Setting.MINIPUSH)
                .ifPresent(port -> lines.add("  minipush     " + at + port + over
                        + (options.isOpen() ? ", the cookie x-uid is taken at its word" : "")));
        broker.port(Setting.PUSHD_HTTP).ifPresent(port -> lines.add("  pushd-http   " + at + port + over));
        broker.port(Setting.PUSHD_STATS)
                .ifPresent(port -> lines.add("  pushd-stats  " + options.adminAddress() + ":" + port));
        List<Integer> xiucall = broker.ports(Setting.XIUCALL);
        if (!xiucall.isEmpty()) {
            lines.add("  xiucall      " + options.adminAddress() + ":" + xiucall.get(0) + ", connector " + at
                    + xiucall.get(1) + over + (options.isOpen() ? ", any x-nbb-authid is taken at its word" : ""));
        }
        broker.port(Setting.ADMIN)
                .ifPresent(port -> lines.add("  admin        " + options.adminAddress() + ":" + port));
        lines.add(access(options));
        if (options.tokens().isPresent() && options.callback().isPresent()) {
            lines.add("tokens: who shows a JWT that holds is believed without being asked about");
        } else if (options.tokens().isPresent()) {
            lines.add(
                    "denied to users: publish, history and presence, since no rule allows them; servers may: --app ID:SECRET,"
                            + " or \"grants\":[\"server\"] in a token");
        }
        broker.data().ifPresent(lines::add);
        lines.addAll(options.cluster().lines());
        broker.standby().ifPresent(lines::add);
        broker.port(Setting.LINE).ifPresent(port -> lines.add(next(options, port)));
        lines.add("Ctrl-C stops it"
                + options.dump()
                        .map(file -> " and writes what is kept to " + file)
                        .orElse(""));
        return lines;
    }

    private static String access(ServeOptions options) {
        if (options.callback().isPresent()) {
            return asked(options.callback().get(), options);
        }
        if (options.tokens().isPresent()) {
            String apps = options.apps().isEmpty()
                    ? ""
                    : "; apps: " + String.join(", ", options.apps().keySet());
            return "tokens: who shows a JWT that holds may subscribe" + apps;
        }
        if (options.signatures().isPresent()) {
            return "signatures: who signs with --xiucall-key may subscribe and has the own inbox"
                    + (options.apps().isEmpty()
                            ? ""
                            : "; apps: " + String.join(", ", options.apps().keySet()));
        }
        if (!options.isOpen()) {
            return "who has logged in may subscribe, publish, read history and presence; apps: "
                    + String.join(", ", options.apps().keySet());
        }
        String who = options.isLoopback() ? "anyone on this machine" : "anyone who can reach " + options.bind();
        return "open: " + who
                + " may connect, subscribe, publish, read history and presence, with positions and recovery";
    }

    private static String asked(AuthOptions callback, ServeOptions options) {
        String decides = callback.asks().isEmpty() ? "" : ", and who may " + callback.decides();
        String apps = options.apps().isEmpty()
                ? ""
                : "; apps: " + String.join(", ", options.apps().keySet());
        return callback.shown() + " says who a connection is" + decides
                + "; to do more than subscribe users need --auth-ask" + apps;
    }

    private static String next(ServeOptions options, int port) {
        String host = options.isLoopback() ? "localhost" : options.bind();
        String elsewhere = port == 2222 ? "" : " --port " + port;
        String tls = options.tls().isPresent() ? " --tls" : "";
        if (options.tokens().isPresent()) {
            return "next: ./pushcore sub channel1 --token TOKEN" + elsewhere + tls + "; docs/tokens.md makes one";
        }
        return options.tls().isPresent()
                ? "next: openssl s_client -quiet -connect " + host + ":" + port + ", or ./pushcore sub channel1"
                        + elsewhere + tls
                : "next: telnet " + host + " " + port + ", or ./pushcore sub channel1" + elsewhere;
    }
}
