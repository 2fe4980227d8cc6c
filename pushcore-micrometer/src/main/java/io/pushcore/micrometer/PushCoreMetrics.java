package io.pushcore.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.pushcore.Broker;
import io.pushcore.BrokerState;
import io.pushcore.ErrorCode;
import io.pushcore.Stats;
import io.pushcore.StorageTimes;
import io.pushcore.transport.Command;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * The figures of one broker as meters, described in {@code docs/operating.md}. Labels are commands, error codes and transports:
 * never a channel or a user, of which there is no end. Nothing is counted twice for it; {@link Broker#stats()} is asked when the
 * registry asks.
 */
@SuppressWarnings("exports") // Micrometer has no module descriptor
public final class PushCoreMetrics implements MeterBinder {
    /** What carries connections here; others are counted together. */
    private static final List<String> TRANSPORTS = List.of("line", "http", "websocket");

    /** The meters hold it weakly by themselves, and for good by their functions, which refer to this. */
    private final Figures figures;

    private PushCoreMetrics(Figures figures) {
        this.figures = figures;
    }

    public static PushCoreMetrics of(Broker broker) {
        return new PushCoreMetrics(new Figures(broker));
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        messages(registry);
        presence(registry);
        memory(registry);
        storage(registry);
        cluster(registry);
        for (Class<?> command : Command.class.getPermittedSubclasses()) {
            String name = command.getSimpleName();
            String key = Character.toLowerCase(name.charAt(0)) + name.substring(1);
            FunctionCounter.builder(
                            "pushcore.commands",
                            figures,
                            all -> figures.now().commands().getOrDefault(key, 0L))
                    .tag("command", key)
                    .description("What clients asked")
                    .register(registry);
        }
        for (ErrorCode code : ErrorCode.values()) {
            FunctionCounter.builder(
                            "pushcore.errors",
                            figures,
                            all -> figures.now().errors().getOrDefault(code, 0L))
                    .tag("code", Integer.toString(code.number()))
                    .tag("error", code.name())
                    .description("Refusals by error code")
                    .register(registry);
        }
    }

    private void messages(MeterRegistry registry) {
        counter(registry, "published", "Messages appended", Stats::published);
        counter(registry, "published.bytes", "Their payloads", Stats::publishedBytes);
        counter(registry, "delivered", "Messages handed to readers", Stats::delivered);
        counter(registry, "repeats", "Publishes dropped by an idempotency key", Stats::repeats);
        counter(registry, "refused", "Publishes that failed", Stats::refused);
        counter(registry, "gaps", "Gaps shown to readers", Stats::gaps);
        counter(registry, "handler.failures", "Exceptions that subscribers threw", Stats::handlerFailures);
        counter(registry, "encodings", "Messages encoded for the wire", Stats::encodings);
        counter(registry, "received.bytes", "Bytes that came on connections", Stats::receivedBytes);
        counter(registry, "sent.bytes", "Bytes written to connections", Stats::sentBytes);
    }

    private void presence(MeterRegistry registry) {
        gauge(registry, "sessions", "Sessions", Stats::sessions);
        gauge(registry, "subscriptions", "Readers of channels and patterns", Stats::subscriptions);
        gauge(registry, "channels", "Channels in use", Stats::channels);
        for (String transport : TRANSPORTS) {
            connections(registry, transport, stats -> stats.transports().getOrDefault(transport, 0L));
        }
        connections(
                registry,
                "other",
                stats -> stats.transports().entrySet().stream()
                        .filter(one -> !TRANSPORTS.contains(one.getKey()))
                        .mapToLong(one -> one.getValue())
                        .sum());
        Gauge.builder("pushcore.ready", figures, all -> figures.state() == BrokerState.READY ? 1 : 0)
                .description("Whether clients are let in")
                .register(registry);
        gauge(
                registry,
                "slowest.reader.behind",
                "Messages that the slowest reader has yet to take",
                stats -> stats.slowReaders().isEmpty()
                        ? 0
                        : stats.slowReaders().get(0).behind());
    }

    private void cluster(MeterRegistry registry) {
        gauge(
                registry,
                "nodes",
                "Nodes of the cluster that are known",
                stats -> stats.cluster().nodes().size());
        gauge(
                registry,
                "carrier.reached",
                "Whether the carrier between nodes carried a message of its own a moment ago",
                stats -> stats.cluster().reached() ? 1 : 0);
        gauge(
                registry,
                "storage.reached",
                "Whether the storage answered when it was asked last what has moved",
                stats -> stats.cluster().storageReached() ? 1 : 0);
    }

    private void connections(MeterRegistry registry, String transport, ToLongFunction<Stats> value) {
        Gauge.builder("pushcore.connections", figures, all -> value.applyAsLong(figures.now()))
                .tag("transport", transport)
                .description("Open connections")
                .register(registry);
    }

    private void memory(MeterRegistry registry) {
        gauge(registry, "in.flight.bytes", "Publishes that wait for the storage", Stats::inFlightBytes);
        gauge(registry, "hot.window.bytes", "Bytes of hot windows", Stats::hotWindowBytes);
        gauge(registry, "tape.bytes", "Bytes of tapes", Stats::tapeBytes);
        gauge(registry, "page.bytes", "Bytes of encoded pages of the log", Stats::pageBytes);
    }

    private void storage(MeterRegistry registry) {
        gauge(registry, "frozen.channels", "Channels whose storage refused a write", Stats::frozenChannels);
        FunctionTimer.builder(
                        "pushcore.storage.append",
                        figures,
                        all -> figures.now().storage().appends(),
                        all -> figures.now().storage().total().toNanos(),
                        TimeUnit.NANOSECONDS)
                .description("Appends of batches of messages")
                .register(registry);
        time(registry, "p50", StorageTimes::p50);
        time(registry, "p99", StorageTimes::p99);
        time(registry, "longest", StorageTimes::max);
    }

    private void time(MeterRegistry registry, String which, Function<StorageTimes, Duration> value) {
        TimeGauge.builder(
                        "pushcore.storage.append." + which,
                        figures,
                        TimeUnit.NANOSECONDS,
                        all -> value.apply(figures.now().storage()).toNanos())
                .description("Time of an append since the start")
                .register(registry);
    }

    private void counter(MeterRegistry registry, String name, String description, ToLongFunction<Stats> value) {
        FunctionCounter.builder("pushcore." + name, figures, all -> value.applyAsLong(figures.now()))
                .description(description)
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String name, String description, ToLongFunction<Stats> value) {
        Gauge.builder("pushcore." + name, figures, all -> value.applyAsLong(figures.now()))
                .description(description)
                .register(registry);
    }
}
