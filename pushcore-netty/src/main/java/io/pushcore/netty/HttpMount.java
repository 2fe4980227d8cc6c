package io.pushcore.netty;

import io.netty.channel.ChannelHandler;
import io.pushcore.ErrorCode;
import io.pushcore.Names;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Listener;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * HTTP and WebSockets inside an application's own Netty server, on its port and its event loops. What stands in
 * {@code docs/http.md} is answered; other requests go on to the handlers behind. Immutable but for being started, once: each
 * option gives a changed copy, to be made before the first handler.
 */
public final class HttpMount implements Listener {
    private final HttpSite site;
    private final String prefix;
    private final LaneMap lanes = new LaneMap();
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile @Nullable Gateway gateway;

    private HttpMount(HttpSite site, String prefix) {
        this.site = site;
        this.prefix = prefix;
    }

    /** At the root of the host's paths. */
    public static HttpMount create() {
        return new HttpMount(HttpSite.idle(Duration.ZERO), "");
    }

    /** Below a path, such as {@code /push}: then channels are at {@code /push/channels}. */
    public HttpMount under(String path) {
        if (!path.matches("(/[A-Za-z0-9._~-]+)+")) {
            throw new PushCoreException(
                    ErrorCode.BAD_OPTION, "path must be like /push, without a slash at its end: " + Names.shown(path));
        }
        return new HttpMount(site, path);
    }

    /** Lets pages of these origins in, see {@link HttpTransport#allowOrigins}. */
    public HttpMount allowOrigins(String... origins) {
        return new HttpMount(site.allowOrigins(origins), prefix);
    }

    /**
     * A new handler for one channel, to be added directly behind its {@code HttpServerCodec}. It writes around the handlers
     * between it and that codec's far side, and uses the channel's event loop as its lane. Before the broker is open, and when it
     * is closed, requests for it are answered with 503.
     */
    public ChannelHandler handler() {
        return new Junction(this);
    }

    HttpSite site() {
        return site;
    }

    LaneMap lanes() {
        return lanes;
    }

    /** What is asked of the broker by this target of a request; empty if it is for the host. */
    String within(String target) {
        if (!target.startsWith(prefix)) {
            return "";
        }
        String rest = target.substring(prefix.length());
        int query = rest.indexOf('?');
        return site.routes().knows(query < 0 ? rest : rest.substring(0, query)) ? rest : "";
    }

    @Nullable
    Gateway openGateway() {
        return gateway;
    }

    /** The broker; refuses while there is none. */
    Gateway gateway() {
        Gateway open = gateway;
        if (open == null) {
            throw new PushCoreException(ErrorCode.CLOSED, "the broker is not open");
        }
        return open;
    }

    @Override
    public String name() {
        return "mount";
    }

    /** -1: the port is the host's. */
    @Override
    public int port() {
        return -1;
    }

    @Override
    public CompletionStage<Void> start(Gateway opened) {
        try {
            NettyVersion.check();
            if (started.getAndSet(true)) {
                throw new PushCoreException(ErrorCode.CLOSED, "mount was started before");
            }
        } catch (PushCoreException refused) {
            return CompletableFuture.failedFuture(refused);
        }
        gateway = opened;
        return CompletableFuture.completedFuture(null);
    }

    /** Leaves it to the broker to refuse: connections are the host's. */
    @Override
    public void stopAccepting() {}

    /** Cuts what is left of streams and WebSockets, and no other channel of the host's. */
    @Override
    public CompletionStage<Void> close() {
        gateway = null;
        return lanes.cutAll();
    }
}
