package io.pushcore.engine.session;

import io.pushcore.SessionEvent;
import io.pushcore.Time;
import io.pushcore.WhenTooManySessions;
import io.pushcore.storage.LeaseStore;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What sessions stand on: the engine around them.
 *
 * @param node the name of the broker, unique for each start
 * @param executor runs what timers hand over
 * @param inTurn runs what observers are told, one after the other
 * @param leases where sessions are registered; without, this node counts its own
 * @param isShared whether other nodes may use that too
 * @param limit how many sessions a user may have
 * @param whenTooMany what happens beyond that
 * @param observer is told of them
 * @param leftNotes gets the name of a node for which word was left in {@code leases}
 * @param warn a cause and a line for the operator
 */
public record Terms(
        String node,
        Time time,
        Executor executor,
        Executor inTurn,
        Optional<LeaseStore> leases,
        boolean isShared,
        LongSupplier limit,
        WhenTooManySessions whenTooMany,
        Consumer<SessionEvent> observer,
        Consumer<String> leftNotes,
        BiConsumer<String, String> warn) {}
