package io.pushcore.engine;

import io.pushcore.transport.Lane;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Tells all connections to reconnect, some at a time and in an order by chance, so that they do not all come back in one moment.
 * What a lane has yet to tell is touched by that lane only.
 */
final class Drain {
    /** 1,000 connections a second: what comes back at this rate, another broker takes in without a queue. */
    private static final Duration EACH = Duration.ofMillis(1);

    private static final Duration STEP = Duration.ofMillis(50);

    private final Engine engine;
    private final LaneRounds rounds;

    Drain(Engine engine, LaneRounds rounds) {
        this.engine = engine;
        this.rounds = rounds;
    }

    /** Tells them over a time that follows from their number; few are told at once. */
    void begin(int connections, Duration atMost) {
        Duration wanted = EACH.multipliedBy(connections);
        over(wanted.compareTo(atMost) < 0 ? wanted : atMost);
    }

    /** Tells them over so much time. */
    void over(Duration over) {
        if (over.compareTo(STEP) <= 0) {
            rounds.closeAll();
            return;
        }
        long began = engine.time.nanoTime();
        rounds.onEachLane((lane, links) -> new Share(lane, links, began, over).tell());
    }

    /** Those of one lane. */
    private final class Share {
        private final Lane lane;
        private final List<NetLink> links;
        private final long began;
        private final Duration over;
        private int told;

        Share(Lane lane, List<NetLink> links, long began, Duration over) {
            this.lane = lane;
            this.links = links;
            this.began = began;
            this.over = over;
            // a lane has its connections in the order in which they came
            Collections.shuffle(links, new Random(engine.random.nextLong()));
        }

        void tell() {
            long passed = engine.time.nanoTime() - began + STEP.toNanos();
            double part = Math.min(1, (double) passed / over.toNanos());
            int due = (int) Math.ceil(part * links.size());
            while (told < due) {
                LaneRounds.sendAway(links.get(told++));
            }
            if (told < links.size()) {
                engine.time.schedule(STEP, () -> lane.execute(this::tell));
            }
        }
    }
}
