package io.pushcore.cli;

import io.pushcore.Broker;
import io.pushcore.PushCoreException;
import io.pushcore.Storage;
import io.pushcore.Transport;
import io.pushcore.file.FileEventSource;
import io.pushcore.jdbc.JdbcStorage;
import io.pushcore.memory.MemoryStorage;
import io.pushcore.netty.AdminTransport;
import io.pushcore.netty.GoPushAdminTransport;
import io.pushcore.netty.GoPushTransport;
import io.pushcore.netty.HttpTransport;
import io.pushcore.netty.IpushAdminTransport;
import io.pushcore.netty.IpushTransport;
import io.pushcore.netty.LineTransport;
import io.pushcore.netty.MinipushTransport;
import io.pushcore.netty.PushdHttpTransport;
import io.pushcore.netty.PushdStatsTransport;
import io.pushcore.netty.XiucallConnector;
import io.pushcore.netty.XiucallTransport;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A broker that listens, as {@code serve} starts it. */
final class RunningBroker implements AutoCloseable {
    /** How long the end may take where there is a dump to write. */
    private static final Duration DUMP_WITHIN = Duration.ofSeconds(30);

    private final Broker broker;
    private final List<Port> ports;
    private final Optional<Path> dump;
    private final Duration closeWithin;
    private final Optional<DataDirectory> data;
    private final Optional<MetricsLog> metricsLog;
    private final Optional<String> standby;

    private RunningBroker(
            Broker broker,
            List<Port> ports,
            ServeOptions options,
            Optional<DataDirectory> data,
            Optional<MetricsLog> metricsLog,
            Optional<String> standby) {
        this.broker = broker;
        this.data = data;
        this.ports = ports;
        this.dump = options.dump();
        this.closeWithin =
                dump.isPresent() && options.drain().compareTo(DUMP_WITHIN) < 0 ? DUMP_WITHIN : options.drain();
        this.metricsLog = metricsLog;
        this.standby = standby;
    }

    /**
     * A port that was asked for.
     *
     * @param setting which asked for it
     */
    private record Port(Setting setting, int wanted, Transport transport) {}

    /** Opens it; a port that is taken is a failure that names it and its option. */
    static RunningBroker start(ServeOptions options, Optional<Reload> reload, Consumer<String> complain) {
        List<Port> ports = new ArrayList<>();
        options.line().ifPresent(port -> ports.add(new Port(Setting.LINE, port, lines(port, options))));
        options.lineFramed()
                .ifPresent(port -> ports.add(
                        new Port(Setting.LINE_FRAMED, port, lines(port, options).framed())));
        options.lineFragments()
                .ifPresent(port -> ports.add(new Port(
                        Setting.LINE_FRAGMENTS, port, lines(port, options).runsFragments())));
        options.http().ifPresent(port -> ports.add(new Port(Setting.HTTP, port, http(port, options))));
        options.goPush().ifPresent(both -> {
            GoPushTransport clients = goPush(both, options);
            // who finds the port of clients finds that of servers, too
            ports.add(new Port(Setting.GO_PUSH, both.operators(), goPushAdmin(both.operators(), clients, options)));
            ports.add(new Port(Setting.GO_PUSH, both.clients(), clients));
        });
        options.ipush().ifPresent(both -> {
            IpushTransport clients = ipush(both.clients(), options);
            ports.add(new Port(Setting.IPUSH, both.clients(), clients));
            ports.add(new Port(Setting.IPUSH, both.admin(), ipushAdmin(both.admin(), clients, options)));
        });
        options.minipush().ifPresent(port -> ports.add(new Port(Setting.MINIPUSH, port, minipush(port, options))));
        options.pushdHttp().ifPresent(port -> ports.add(new Port(Setting.PUSHD_HTTP, port, pushdHttp(port, options))));
        options.pushdStats()
                .ifPresent(port -> ports.add(new Port(Setting.PUSHD_STATS, port, pushdStats(port, options))));
        options.xiucall().ifPresent(both -> {
            ports.add(new Port(Setting.XIUCALL, both.rest(), xiucall(both.rest(), options)));
            ports.add(new Port(Setting.XIUCALL, both.connector(), connector(both.connector(), options)));
        });
        PrometheusText prometheus = new PrometheusText();
        Optional<DataDirectory> data = DataDirectory.of(options);
        options.admin()
                .ifPresent(port ->
                        ports.add(new Port(Setting.ADMIN, port, admin(options, port, prometheus, reload, data))));
        Storage storage = storage(options, data);
        Broker.Builder builder = Broker.builder()
                .storage(storage)
                .tuning(options.tuning())
                .whenTooManySessions(options.tooManySessions());
        options.cluster().join(builder);
        ports.forEach(port -> builder.transport(port.transport()));
        if (!options.isOpen()) {
            ServeAccess.set(builder, options);
        }
        try {
            Broker broker = builder.build();
            prometheus.of(broker);
            options.minipushEvents().ifPresent(events -> takeIn(events, broker));
            reload.ifPresent(later -> later.of(broker));
            Optional<MetricsLog> log = options.metricsLog()
                    .map(file -> MetricsLog.start(
                            file,
                            options.metricsEvery(),
                            MetricsLog.figures(options.metricsForm(), broker::stats),
                            complain));
            return new RunningBroker(broker, ports, options, data, log, standby(storage));
        } catch (PushCoreException e) {
            data.ifPresent(directory -> directory.explain(e));
            throw failure(e, ports, options);
        }
    }

    private static LineTransport lines(int port, ServeOptions options) {
        LineTransport lines = LineTransport.port(port).bind(options.bind());
        return options.tls().map(lines::tls).orElse(lines);
    }

    private static HttpTransport http(int port, ServeOptions options) {
        HttpTransport http = HttpTransport.port(port)
                .bind(options.bind())
                .allowOrigins(options.allowOrigins().toArray(String[]::new));
        return options.tls().map(http::tls).orElse(http);
    }

    private static GoPushTransport goPush(GoPushOptions said, ServeOptions options) {
        GoPushTransport clients = GoPushTransport.port(said.clients())
                .rooms(said.rooms())
                .bind(options.bind())
                .allowOrigins(options.allowOrigins().toArray(String[]::new));
        return options.tls().map(clients::tls).orElse(clients);
    }

    private static GoPushAdminTransport goPushAdmin(int port, GoPushTransport clients, ServeOptions options) {
        GoPushAdminTransport admin = GoPushAdminTransport.port(port, clients).bind(options.adminAddress());
        return options.adminToken().isEmpty() ? admin : admin.token(options.adminToken());
    }

    private static IpushTransport ipush(int port, ServeOptions options) {
        IpushTransport clients = IpushTransport.port(port)
                .bind(options.bind())
                .allowOrigins(options.allowOrigins().toArray(String[]::new));
        IpushTransport placed = options.cluster().ipushRedirects() ? clients.redirects() : clients;
        return options.tls().map(placed::tls).orElse(placed);
    }

    private static MinipushTransport minipush(int port, ServeOptions options) {
        MinipushTransport clients = MinipushTransport.port(port)
                .bind(options.bind())
                .allowOrigins(options.allowOrigins().toArray(String[]::new));
        MinipushTransport sending = options.minipushIm() ? clients.clientMessages() : clients;
        return options.tls().map(sending::tls).orElse(sending);
    }

    private static PushdHttpTransport pushdHttp(int port, ServeOptions options) {
        PushdHttpTransport http = PushdHttpTransport.port(port)
                .bind(options.bind())
                .allowOrigins(options.allowOrigins().toArray(String[]::new));
        return options.tls().map(http::tls).orElse(http);
    }

    private static PushdStatsTransport pushdStats(int port, ServeOptions options) {
        PushdStatsTransport stats = PushdStatsTransport.port(port).bind(options.adminAddress());
        return options.adminToken().isEmpty() ? stats : stats.token(options.adminToken());
    }

    private static XiucallTransport xiucall(int port, ServeOptions options) {
        XiucallTransport rest = XiucallTransport.port(port).bind(options.adminAddress());
        return options.adminToken().isEmpty() ? rest : rest.token(options.adminToken());
    }

    private static XiucallConnector connector(int port, ServeOptions options) {
        XiucallConnector clients = XiucallConnector.port(port)
                .bind(options.bind())
                .allowOrigins(options.allowOrigins().toArray(String[]::new));
        return options.tls().map(clients::tls).orElse(clients);
    }

    private static void takeIn(Path events, Broker broker) {
        broker.ingest(FileEventSource.tail(events), MinipushTransport.events(), MinipushTransport.eventRules());
    }

    private static IpushAdminTransport ipushAdmin(int port, IpushTransport clients, ServeOptions options) {
        IpushAdminTransport bound = IpushAdminTransport.port(port, clients).bind(options.adminAddress());
        IpushAdminTransport admin = options.cluster().ipushRedirects()
                ? bound.clientAddress(options.cluster().nodeAddress())
                : bound;
        return options.adminToken().isEmpty() ? admin : admin.token(options.adminToken());
    }

    /** The port a setting got; empty if it is off. */
    Optional<Integer> port(Setting setting) {
        return ports(setting).stream().findFirst();
    }

    /** All that a setting got. */
    List<Integer> ports(Setting setting) {
        return ports.stream()
                .filter(port -> port.setting() == setting)
                .map(port -> port.transport().port())
                .toList();
    }

    /** What it says of its directory, if it has one. */
    Optional<String> data() {
        return data.map(DataDirectory::said);
    }

    /** What a standby of its database means for what is acknowledged, if it has one. */
    Optional<String> standby() {
        return standby;
    }

    private static Optional<String> standby(Storage storage) {
        return storage instanceof JdbcStorage database ? Optional.of(database.standby()) : Optional.empty();
    }

    /** Says good-bye to the clients and writes the dump, and fails if that is not there then. */
    @Override
    public void close() {
        metricsLog.ifPresent(MetricsLog::close);
        broker.close(closeWithin);
        dump.filter(file -> !Files.exists(file)).ifPresent(file -> {
            throw new CommandFailed(ExitCode.FAILED, "what was kept could not be written to " + file);
        });
    }

    private static AdminTransport admin(
            ServeOptions options,
            int port,
            PrometheusText prometheus,
            Optional<Reload> reload,
            Optional<DataDirectory> data) {
        AdminTransport bound =
                AdminTransport.port(port).bind(options.adminAddress()).metrics(prometheus);
        AdminTransport reloading =
                reload.map(read -> bound.reload(read::runForAdmin)).orElse(bound);
        AdminTransport admin =
                data.map(directory -> reloading.backup(directory::backup)).orElse(reloading);
        return options.adminToken().isEmpty() ? admin : admin.token(options.adminToken());
    }

    private static Storage storage(ServeOptions options, Optional<DataDirectory> data) {
        if (data.isPresent()) {
            return data.get().storage();
        }
        Optional<JdbcStorage> database = options.cluster().storage();
        if (database.isPresent()) {
            return database.get();
        }
        return options.dump().map(MemoryStorage::dumpingTo).orElseGet(MemoryStorage::create);
    }

    private static CommandFailed failure(PushCoreException failure, List<Port> ports, ServeOptions options) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                // the system's words for an address that is not of this machine
                boolean isAddress = String.valueOf(cause.getMessage()).contains("assign");
                return new CommandFailed(
                        ExitCode.FAILED,
                        "cannot listen on "
                                + (isAddress
                                        ? address(options) + ": " + cause.getMessage()
                                        : port(failure.sentence(), cause, ports, options)));
            }
        }
        return new CommandFailed(ExitCode.FAILED, failure.sentence());
    }

    /** Which port it was, with its option; the sentence of the transport names its number. */
    private static String port(String sentence, Throwable cause, List<Port> ports, ServeOptions options) {
        for (Port port : ports) {
            if (port.transport().port() < 0 && sentence.contains(":" + port.wanted() + ":")) {
                String option = port.setting().option();
                String bind = port.setting() == Setting.ADMIN ? options.adminAddress() : options.bind();
                return bind + " port " + port.wanted() + " (" + option + "): " + cause.getMessage() + "; " + option
                        + " takes another port, 0 for a free one, or off";
            }
        }
        return address(options) + ": " + cause.getMessage();
    }

    private static String address(ServeOptions options) {
        return options.bind() + " (" + Setting.BIND.option() + ")";
    }
}
