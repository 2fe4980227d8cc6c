package io.pushcore.engine.simulation;

import java.util.ArrayList;
import java.util.List;

/** Which operations a seed prefers: each weighs something else in each run, so that every run is about something. */
final class Operations {
    enum Kind {
        PUBLISH(20),
        PUBLISH_ALL(4),
        PUBLISH_BY_CLIENT(6),
        SUBSCRIBE(4),
        SUBSCRIBE_BY_CLIENT(8),
        SUBSCRIBE_PATTERN(1),
        UNSUBSCRIBE(2),
        UNSUBSCRIBE_BY_CLIENT(3),
        CONNECT(4),
        CRASH_CONNECTION(2),
        CHANGE_PACE(4),
        TAKE(5),
        POLL(6),
        HISTORY(2),
        HISTORY_BY_CLIENT(2),
        STEP(12),
        REST(4),
        MOMENT(8),
        SECONDS(2),
        MINUTES(1),
        STALL(1),
        TROUBLE(3),
        HEAL(2),
        DELETE(1),
        CRASH_BROKER(1);

        final int usual;

        Kind(int usual) {
            this.usual = usual;
        }
    }

    private final Chance chance;

    private final List<Kind> wheel = new ArrayList<>();

    Operations(Chance chance) {
        this.chance = chance;
        for (Kind kind : Kind.values()) {
            int weight = kind.usual * chance.pick(0, 1, 2, 2, 4, 8);
            boolean rare =
                    kind == Kind.MINUTES || kind == Kind.STALL || kind == Kind.CRASH_BROKER || kind == Kind.DELETE;
            for (int i = rare ? Math.min(weight, 4) : weight; i > 0; i--) {
                wheel.add(kind);
            }
        }
        wheel.add(Kind.PUBLISH);
        wheel.add(Kind.STEP);
    }

    Kind next() {
        return chance.pick(wheel);
    }
}
