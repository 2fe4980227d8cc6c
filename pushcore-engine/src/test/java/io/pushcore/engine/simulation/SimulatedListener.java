package io.pushcore.engine.simulation;

import io.pushcore.transport.Gateway;
import io.pushcore.transport.Listener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A transport without sockets. */
final class SimulatedListener implements Listener {
    private final List<SimulatedConnection> connections = new ArrayList<>();
    private @Nullable Gateway gateway;
    private boolean accepting = true;

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public int port() {
        return -1;
    }

    @Override
    public CompletionStage<Void> start(Gateway into) {
        gateway = into;
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void stopAccepting() {
        accepting = false;
    }

    boolean isAccepting() {
        return accepting;
    }

    /** Brings in a connection, on its lane. */
    void connect(SimulatedConnection connection, SimulatedForm form) {
        Gateway into = gateway;
        if (into == null) {
            throw new IllegalStateException("not started");
        }
        connections.add(connection);
        connection.lane().execute(() -> connection.begin(into, new SimulatedDialect(form)));
    }

    @Override
    public CompletionStage<Void> close() {
        accepting = false;
        for (SimulatedConnection connection : connections) {
            connection.lane().execute(connection::crash);
        }
        return CompletableFuture.completedFuture(null);
    }
}
