package io.pushcore.engine.simulation;

import java.util.ArrayList;
import java.util.List;

/** Which operations a seed prefers: each weighs something else in each run, so that every run is about something. */
final class ClusterOperations {
    enum Kind {
        PUBLISH(20),
        PUBLISH_ALL(3),
        PUSH(10),
        SUBSCRIBE(6),
        SUBSCRIBE_PATTERN(1),
        UNSUBSCRIBE(2),
        FOLLOW(3),
        UNFOLLOW(2),
        OPEN(5),
        READ(16),
        ACK(8),
        CLOSE_SESSION(2),
        LIST(5),
        ACK_WITHOUT_SESSION(2),
        PUSH_IF_ONLINE(3),
        SEND_AWAY(1),
        DELETE(2),
        STEP(14),
        REST(4),
        MOMENT(12),
        SECONDS(4),
        MINUTES(1),
        TROUBLE(3),
        HEAL(3),
        CARRIER_TROUBLE(2),
        CARRIER_HEAL(2),
        CRASH(1),
        PAUSE(2),
        GO_ON(2),
        START(2),
        CLOSE(1),
        CALM(1);

        final int usual;

        Kind(int usual) {
            this.usual = usual;
        }

        private boolean isRare() {
            return usual == 1;
        }
    }

    private final Chance chance;
    private final List<Kind> wheel = new ArrayList<>();

    ClusterOperations(Chance chance) {
        this.chance = chance;
        for (Kind kind : Kind.values()) {
            int weight = kind.usual * chance.pick(0, 1, 2, 2, 4, 8);
            for (int i = kind.isRare() ? Math.min(weight, 3) : weight; i > 0; i--) {
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
