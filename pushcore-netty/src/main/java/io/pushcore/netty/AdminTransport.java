package io.pushcore.netty;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.netty.admin.AdminGate;
import io.pushcore.netty.admin.AdminRoutes;
import io.pushcore.netty.admin.AdminWork;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Listener;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The port of those who run the broker: health, figures, sessions and draining over HTTP, described in {@code docs/operating.md}. It
 * has a thread of its own, so that it answers whatever the others are at, and listens until the broker is closed. Immutable but for
 * being started, once: each option gives a changed copy.
 */
public final class AdminTransport implements Listener {
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final int IDLE_CONNECTIONS = 1_000;
    private static final int WORK_WAITING = 16;

    private final ServerOptions options;
    private final String token;
    private final @Nullable Supplier<String> metrics;
    private final @Nullable Supplier<String> reload;
    private final @Nullable BiFunction<String, String, CompletionStage<String>> backup;
    private final SocketServer server;
    /** For what the application gives: it may take its time, which a lane must not. */
    private final ThreadPoolExecutor worker;

    private AdminTransport(
            ServerOptions options,
            String token,
            @Nullable Supplier<String> metrics,
            @Nullable Supplier<String> reload,
            @Nullable BiFunction<String, String, CompletionStage<String>> backup) {
        this.options = options;
        this.token = token;
        this.metrics = metrics;
        this.reload = reload;
        this.backup = backup;
        this.server = new SocketServer(options);
        this.worker = new ThreadPoolExecutor(
                1, 1, 5, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WORK_WAITING), AdminTransport::thread);
        worker.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "pushcore-admin-work");
        thread.setDaemon(true);
        return thread;
    }

    /** On 127.0.0.1 at a port; 0 takes a free one. */
    public static AdminTransport port(int port) {
        return new AdminTransport(ServerOptions.on("admin", port).lanes(1), "", null, null, null);
    }

    /** Listens at this address instead of 127.0.0.1. One that other machines reach needs a {@link #token}. */
    public AdminTransport bind(String address) {
        return new AdminTransport(options.address(address), token, metrics, reload, backup);
    }

    /** Answers those only who show this by {@code Authorization: Bearer}; at least 16 characters. */
    public AdminTransport token(String secret) {
        requireToken(secret);
        return new AdminTransport(options, secret, metrics, reload, backup);
    }

    static void requireToken(String secret) {
        if (secret.length() < 16 || !secret.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new PushCoreException(
                    ErrorCode.BAD_OPTION, "the admin token must be 16 or more characters of ASCII without spaces");
        }
    }

    /** What {@code /metrics} answers: text for Prometheus, asked for on a thread of this port's own. */
    public AdminTransport metrics(Supplier<String> text) {
        return new AdminTransport(options, token, text, reload, backup);
    }

    /**
     * What {@code POST /reload} does: reads rules and limits again, mostly for {@link io.pushcore.Broker#reload}, and says in a sentence what
     * became of it. Called on a thread of this port's own; a {@link PushCoreException} is the answer of what is wrong.
     */
    public AdminTransport reload(Supplier<String> work) {
        return new AdminTransport(options, token, metrics, work, backup);
    }

    /**
     * What {@code POST /backup?from=…&to=…} does, given the two: copies what the storage keeps, and says in a sentence what became of it.
     * Called on the thread of the connection, which it must not hold up; a {@link PushCoreException} is the answer of what is wrong.
     */
    public AdminTransport backup(BiFunction<String, String, CompletionStage<String>> work) {
        return new AdminTransport(options, token, metrics, reload, work);
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
    public boolean isForOperators() {
        return true;
    }

    @Override
    public CompletionStage<Void> start(Gateway gateway) {
        return HttpPort.guarded(options, token).thenCompose(guarded -> {
            AdminGate gate = new AdminGate(gateway.broker());
            AdminWork work = new AdminWork(metrics, reload, backup, worker);
            Runnable guess = HttpPort.guess(options, AdminTransport.class);
            HttpSite site = HttpSite.of(AdminRoutes.of(gate.broker(), token, work, guess), IDLE);
            return HttpPort.start(server, options, gate, site, IDLE_CONNECTIONS, AdminTransport.class);
        });
    }

    @Override
    public void stopAccepting() {
        server.stopAccepting();
    }

    @Override
    public CompletionStage<Void> close() {
        worker.shutdown();
        return server.close();
    }
}
