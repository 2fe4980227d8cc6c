package io.pushcore.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.BrokerState;
import io.pushcore.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private static final int USERS = 10_000;

    private static Node node(String address, BrokerState state) {
        return new Node("n" + address.hashCode(), address, state, Instant.EPOCH, Duration.ZERO, 0, 0, 0);
    }

    private static List<Node> nodes(int count) {
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nodes.add(node("node-" + i + ".example.org:9000", BrokerState.READY));
        }
        return nodes;
    }

    private static String place(int user, List<Node> nodes) {
        return Placement.of("user" + user, nodes).orElseThrow().address();
    }

    @Test
    void everyNodeHasItsShare() {
        Map<String, Integer> users = new HashMap<>();
        for (int user = 0; user < USERS; user++) {
            users.merge(place(user, nodes(5)), 1, Integer::sum);
        }
        assertThat(users).hasSize(5);
        assertThat(users.values()).allSatisfy(share -> assertThat(share).isBetween(1_800, 2_200));
    }

    @Test
    void aNodeThatComesMovesItsShareOnly() {
        List<Node> six = nodes(6);
        int moved = 0;
        for (int user = 0; user < USERS; user++) {
            String before = place(user, nodes(5));
            String after = place(user, six);
            if (!after.equals(before)) {
                assertThat(after).isEqualTo(six.get(5).address());
                moved++;
            }
        }
        assertThat(moved).isBetween(USERS / 6 - 200, USERS / 6 + 200);
    }

    @Test
    void whoLeavesServesNobodyAndTheOthersKeepTheirs() {
        List<Node> five = nodes(5);
        List<Node> draining = new ArrayList<>(five);
        draining.set(2, node(five.get(2).address(), BrokerState.DRAINING));
        for (int user = 0; user < USERS; user++) {
            String before = place(user, five);
            String after = place(user, draining);
            assertThat(after).isNotEqualTo(five.get(2).address());
            if (!before.equals(five.get(2).address())) {
                assertThat(after).isEqualTo(before);
            }
        }
    }

    @Test
    void whereNobodyHasSaidWhereNobodyIsSent() {
        assertThat(Placement.of("anna", List.of(node("", BrokerState.READY)))).isEmpty();
    }
}
