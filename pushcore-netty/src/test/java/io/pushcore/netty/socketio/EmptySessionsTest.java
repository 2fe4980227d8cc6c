package io.pushcore.netty.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.ErrorCode;
import io.pushcore.Limit;
import io.pushcore.PushCoreException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Sessions that nobody was let into are bounded")
final class EmptySessionsTest {
    private final EmptySessions empty =
            new EmptySessions(limit -> limit == Limit.UNAUTHENTICATED_CONNECTIONS_PER_ADDRESS ? 2 : 5);

    private void assertRefused(String address, String sentence) {
        assertThatThrownBy(() -> empty.begin(address))
                .hasMessageContaining(sentence)
                .satisfies(refused ->
                        assertThat(((PushCoreException) refused).code()).isEqualTo(ErrorCode.LIMIT_REACHED));
    }

    @Test
    void ofEachAddressAndOfAll() {
        empty.begin("192.0.2.1");
        empty.begin("192.0.2.1");
        assertRefused("192.0.2.1", "no more than 2 unauthenticatedConnectionsPerAddress");
        empty.begin("192.0.2.2");
        // of this machine, by no address
        empty.begin("");
        empty.begin("");
        assertRefused("", "too many sessions without a namespace (unauthenticatedConnections)");
        assertRefused("192.0.2.3", "too many sessions without a namespace (unauthenticatedConnections)");
        empty.remove("");
        empty.begin("192.0.2.3");
    }

    @Test
    void whoIsRefusedLeavesNoTraceAndWhoIsOverMakesRoom() {
        empty.begin("192.0.2.1");
        empty.begin("192.0.2.1");
        for (int i = 0; i < 10; i++) {
            assertRefused("192.0.2.1", "unauthenticatedConnectionsPerAddress");
        }
        empty.remove("192.0.2.1");
        empty.begin("192.0.2.1");
        empty.begin("192.0.2.2");
        empty.begin("192.0.2.2");
    }

    @Test
    void whatWasLeftStaysHoweverManyThereAreAndCounts() {
        for (int i = 0; i < 10; i++) {
            empty.add("192.0.2.1");
        }
        assertRefused("192.0.2.1", "unauthenticatedConnectionsPerAddress");
        assertRefused("192.0.2.2", "unauthenticatedConnections");
    }
}
