package io.pushcore.netty;

import io.pushcore.ErrorCode;
import io.pushcore.EventDecoder;
import io.pushcore.IngestRules;
import io.pushcore.IngestedEvent;
import io.pushcore.Names;
import io.pushcore.Payload;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.netty.minipush.E2eMessage;
import io.pushcore.netty.minipush.MinipushRoutes;
import io.pushcore.netty.minipush.MinipushSite;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Lane;
import io.pushcore.transport.Listener;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The port for clients of minipush: a WebSocket at {@code /ws} by which they are told how far their events reach, and fetch them, described in
 * {@code docs/dialects/minipush.md}. Immutable but for being started, once: each option gives a changed copy. Its threads are not daemons, so
 * that a process which listens stays.
 */
public final class MinipushTransport implements Listener {
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final int IDLE_CONNECTIONS = 10_000;
    private static final int MOST_EVENTS = 1_000;

    private final ServerOptions options;
    private final MinipushSite site;
    private final HttpSite http;
    private final SocketServer server;

    private MinipushTransport(ServerOptions options, MinipushSite site, HttpSite http) {
        this.options = options;
        this.site = site;
        this.http = http;
        this.server = new SocketServer(options);
    }

    private static HttpSite http(MinipushSite site) {
        return HttpSite.of(MinipushRoutes.of(site), IDLE).refusals(MinipushRoutes.refusals());
    }

    /** On 127.0.0.1 at a port; 0 takes a free one. */
    public static MinipushTransport port(int port) {
        MinipushSite site = MinipushSite.usual();
        return new MinipushTransport(ServerOptions.on("minipush", port), site, http(site));
    }

    /**
     * Reads events of minipush in a log elsewhere, for {@link io.pushcore.Broker#ingest}: {@code {"type","from","to":[users],"props":{},"body"}}, as it is in
     * the own log of each of these users. Who it is from becomes the sender.
     */
    public static EventDecoder events() {
        return came -> {
            byte[] json = came.payload().bytes();
            E2eMessage message = E2eMessage.read(json);
            Payload payload = Payload.copyOf(Payload.Type.JSON, ByteBuffer.wrap(json));
            String from = message.from().isEmpty() ? "" : Names.user(message.from());
            return IngestedEvent.toUsers(message.to(), Publication.of(payload).sender(from));
        };
    }

    /** Which records minipush takes for {@link #events}: those of at most 4,096 bytes, of whatever age. */
    public static IngestRules eventRules() {
        return IngestRules.defaults().maxBytes(MinipushSite.MOST_BYTES);
    }

    /** Listens at this address instead of 127.0.0.1; {@code 0.0.0.0} is every one of this machine. */
    public MinipushTransport bind(String address) {
        return new MinipushTransport(options.address(address), site, http);
    }

    /** How many threads move bytes; the number of processors unless said. */
    public MinipushTransport lanes(int lanes) {
        return new MinipushTransport(options.lanes(lanes), site, http);
    }

    /** How many connections the system holds until they are accepted; 1,024 unless said. */
    public MinipushTransport backlog(int connections) {
        return new MinipushTransport(options.backlog(connections), site, http);
    }

    /** How many bytes the system is asked to hold for each connection that does not read; see {@link HttpTransport#sendBuffer}. */
    public MinipushTransport sendBuffer(int bytes) {
        return new MinipushTransport(options.sendBuffer(bytes), site, http);
    }

    /** Speaks TLS on the port; its files are read when it starts. */
    public MinipushTransport tls(Tls tls) {
        return new MinipushTransport(options.tls(tls), site, http);
    }

    /** Lets pages of these origins in; see {@link HttpTransport#allowOrigins}. */
    public MinipushTransport allowOrigins(String... origins) {
        return new MinipushTransport(options, site, http.allowOrigins(origins));
    }

    /** Lets clients send to users, by {@code im}, where they may push; otherwise that is not supported. */
    public MinipushTransport clientMessages() {
        return changed(site.takesMessages(true));
    }

    /** How many numbers a request for events may span; 100 unless said. */
    public MinipushTransport eventsLimit(int most) {
        if (most < 1 || most > MOST_EVENTS) {
            throw new PushCoreException(
                    ErrorCode.BAD_OPTION, "eventsLimit must be from 1 to " + MOST_EVENTS + ": " + most);
        }
        return changed(site.mostEvents(most));
    }

    private MinipushTransport changed(MinipushSite newSite) {
        HttpSite changed = http(newSite);
        return new MinipushTransport(
                options,
                newSite,
                new HttpSite(
                        changed.routes(),
                        http.origins(),
                        http.arriving(),
                        http.idle(),
                        changed.refusals(),
                        http.needsHost()));
    }

    @Override
    public String name() {
        return options.name();
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public CompletionStage<Void> start(Gateway gateway) {
        return HttpPort.start(server, options, gateway, http, IDLE_CONNECTIONS, MinipushTransport.class);
    }

    @Override
    public void stopAccepting() {
        server.stopAccepting();
    }

    @Override
    public List<Lane> ownLanes() {
        return server.lanes();
    }

    @Override
    public CompletionStage<Void> close() {
        return server.close();
    }
}
