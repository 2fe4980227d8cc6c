package io.pushcore.cli;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.PushCoreException;
import io.pushcore.Transport;
import io.pushcore.memory.MemoryStorage;
import io.pushcore.netty.HttpTransport;
import io.pushcore.netty.LineTransport;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A broker that listens, as {@code serve} starts it. */
final class RunningBroker implements AutoCloseable {
    /** How long publishing waits for readers that asked for it. */
    private static final Duration WAIT_FOR_READERS = Duration.ofSeconds(5);

    /** How long the end may take; longer where there is a dump to write. */
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private static final Duration DUMP_WITHIN = Duration.ofSeconds(30);

    private final Broker broker;
    private final List<Port> ports;
    private final Optional<Path> dump;

    private RunningBroker(Broker broker, List<Port> ports, Optional<Path> dump) {
        this.broker = broker;
        this.ports = ports;
        this.dump = dump;
    }

    /**
     * A port that was asked for.
     *
     * @param setting which asked for it
     */
    private record Port(Setting setting, int wanted, Transport transport) {}

    /** Opens it; a port that is taken is a failure that names it and its option. */
    static RunningBroker start(ServeOptions options) {
        List<Port> ports = new ArrayList<>();
        options.line().ifPresent(port -> ports.add(new Port(Setting.LINE, port, lines(port, options))));
        options.lineFramed()
                .ifPresent(port -> ports.add(
                        new Port(Setting.LINE_FRAMED, port, lines(port, options).framed())));
        options.http().ifPresent(port -> ports.add(new Port(Setting.HTTP, port, http(port, options))));
        Broker.Builder builder = Broker.builder().storage(storage(options)).channels(rules(options));
        ports.forEach(port -> builder.transport(port.transport()));
        if (!options.isOpen()) {
            builder.authenticator(Authenticator.apps(options.apps())).authorizer(Authorizer.allowAll());
        }
        try {
            return new RunningBroker(builder.build(), ports, options.dump());
        } catch (PushCoreException e) {
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

    /** The port a setting got; empty if it is off. */
    Optional<Integer> port(Setting setting) {
        return ports.stream()
                .filter(port -> port.setting() == setting)
                .map(port -> port.transport().port())
                .findFirst();
    }

    /** Says good-bye to the clients and writes the dump, and fails if that is not there then. */
    @Override
    public void close() {
        broker.close(dump.isPresent() ? DUMP_WITHIN : CLOSE_WITHIN);
        dump.filter(file -> !Files.exists(file)).ifPresent(file -> {
            throw new CommandFailed(ExitCode.FAILED, "what was kept could not be written to " + file);
        });
    }

    private static MemoryStorage storage(ServeOptions options) {
        return options.dump().map(MemoryStorage::dumpingTo).orElseGet(MemoryStorage::create);
    }

    private static ChannelRules rules(ServeOptions options) {
        return ChannelRules.keep(options.keep())
                .forAtMost(options.keepFor())
                .atMostBytes(Long.MAX_VALUE)
                .maxPayload(options.maxPayloadBytes())
                .waitWhenReadersLag(WAIT_FOR_READERS);
    }

    private static CommandFailed failure(PushCoreException failure, List<Port> ports, ServeOptions options) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                // the system's words for an address that is not of this machine
                boolean isAddress = String.valueOf(cause.getMessage()).contains("assign");
                return new CommandFailed(
                        ExitCode.FAILED,
                        "cannot listen on " + (isAddress ? address(options) : port(failure.sentence(), ports, options))
                                + ": " + cause.getMessage());
            }
        }
        return new CommandFailed(ExitCode.FAILED, failure.sentence());
    }

    /** Which port it was, with its option; the sentence of the transport names its number. */
    private static String port(String sentence, List<Port> ports, ServeOptions options) {
        for (Port port : ports) {
            if (port.transport().port() < 0 && sentence.contains(":" + port.wanted())) {
                return options.bind() + " port " + port.wanted() + " ("
                        + port.setting().option() + ")";
            }
        }
        return address(options);
    }

    private static String address(ServeOptions options) {
        return options.bind() + " (" + Setting.BIND.option() + ")";
    }
}
