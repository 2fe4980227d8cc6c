package io.pushcore.netty;

import io.pushcore.ChannelRules;
import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.netty.gopush.GoPushRoutes;
import io.pushcore.netty.gopush.GoPushSite;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Lane;
import io.pushcore.transport.Listener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The port for clients of go-push: WebSockets that join rooms, described in {@code docs/dialects/go-push.md}. Its channels are
 * {@value #CHANNELS}; give them {@link #rules}, or others. Immutable but for being started, once: each option gives a changed copy. Its
 * threads are not daemons, so that a process which listens stays.
 */
public final class GoPushTransport implements Listener {
    /** What is for everybody, and the rooms, unless {@link #rooms} says otherwise. */
    public static final String CHANNELS = "gopush.>";

    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final int IDLE_CONNECTIONS = 10_000;

    private final ServerOptions options;
    private final GoPushSite site;
    private final HttpSite http;
    private final SocketServer server;

    private GoPushTransport(ServerOptions options, GoPushSite site, HttpSite http) {
        this.options = options;
        this.site = site;
        this.http = http;
        this.server = new SocketServer(options);
    }

    /** On 127.0.0.1 at a port; 0 takes a free one. */
    public static GoPushTransport port(int port) {
        GoPushSite site = GoPushSite.usual();
        return new GoPushTransport(ServerOptions.on("go-push", port), site, HttpSite.of(GoPushRoutes.of(site), IDLE));
    }

    /** The rules that go-push has for its channels: no log, up to 100 items or a second in one PUSH. */
    public static ChannelRules rules() {
        return ChannelRules.live().mergeUpTo(100, Duration.ofSeconds(1));
    }

    /** Listens at this address instead of 127.0.0.1; {@code 0.0.0.0} is every one of this machine. */
    public GoPushTransport bind(String address) {
        return new GoPushTransport(options.address(address), site, http);
    }

    /** How many threads move bytes; the number of processors unless said. */
    public GoPushTransport lanes(int lanes) {
        return new GoPushTransport(options.lanes(lanes), site, http);
    }

    /** How many connections the system holds until they are accepted; 1,024 unless said. */
    public GoPushTransport backlog(int connections) {
        return new GoPushTransport(options.backlog(connections), site, http);
    }

    /** How many bytes the system is asked to hold for each connection that does not read; see {@link HttpTransport#sendBuffer}. */
    public GoPushTransport sendBuffer(int bytes) {
        return new GoPushTransport(options.sendBuffer(bytes), site, http);
    }

    /** Speaks TLS on the port; its files are read when it starts. */
    public GoPushTransport tls(Tls tls) {
        return new GoPushTransport(options.tls(tls), site, http);
    }

    /** Lets pages of these origins in; see {@link HttpTransport#allowOrigins}. */
    public GoPushTransport allowOrigins(String... origins) {
        return new GoPushTransport(options, site, http.allowOrigins(origins));
    }

    /** How old the last PING of a client may be; a minute unless said. */
    public GoPushTransport heartbeat(Duration longest) {
        if (longest.isZero() || longest.isNegative()) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, "heartbeat must be positive: " + longest);
        }
        return changed(site.heartbeat(longest));
    }

    /** How many rooms a connection may be in; 5 unless said. */
    public GoPushTransport mostRooms(int rooms) {
        if (rooms < 1) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, "mostRooms must be at least 1: " + rooms);
        }
        return changed(site.mostRooms(rooms));
    }

    /**
     * What stands before the name of a room in the name of its channel: {@code gopush.room.} unless said, so that rooms meet no other
     * channels. Empty lets a room be the channel of its name, by that one's rules.
     */
    public GoPushTransport rooms(String prefix) {
        return changed(site.prefix(prefix));
    }

    private GoPushTransport changed(GoPushSite newSite) {
        return new GoPushTransport(
                options,
                newSite,
                new HttpSite(
                        GoPushRoutes.of(newSite),
                        http.origins(),
                        http.arriving(),
                        http.idle(),
                        http.refusals(),
                        http.needsHost()));
    }

    /** What is counted here and shown by its operators' port. */
    GoPushSite site() {
        return site;
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
        return HttpPort.start(server, options, gateway, http, IDLE_CONNECTIONS, GoPushTransport.class);
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
