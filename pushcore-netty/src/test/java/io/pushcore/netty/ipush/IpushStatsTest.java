package io.pushcore.netty.ipush;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Payload;
import io.pushcore.transport.Output;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The figures of ipush's /stats are real")
class IpushStatsTest {
    private final AtomicLong nanos = new AtomicLong();
    private final IpushCounters counters = new IpushCounters(nanos::get);

    private void pass(int seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private String figures() {
        return IpushStats.text(counters);
    }

    @Test
    void averagesAndMaximaAreOfBytesAndMessagesPerSecond() {
        assertThat(figures()).contains("\"avg_recv_bytes_per_second\":0,", "\"max_send_number_per_second\":0,");
        counters.received(100);
        counters.received(200);
        pass(1);
        counters.received(50);
        counters.sent(1_000);
        counters.sent(1_000);
        counters.sent(1_000);
        pass(8);
        counters.sent(7);
        // ten seconds, the one that runs included
        assertThat(figures())
                .contains("\"avg_recv_bytes_per_second\":35,", "\"avg_recv_number_per_second\":0,")
                .contains("\"avg_send_bytes_per_second\":300,", "\"avg_send_number_per_second\":0,")
                .contains("\"max_recv_bytes_per_second\":300,", "\"max_recv_number_per_second\":2,")
                .contains("\"max_send_bytes_per_second\":3000,", "\"max_send_number_per_second\":3,")
                .contains("\"total_recv_bytes\":350,", "\"total_recv_number\":3,")
                .contains("\"total_send_bytes\":3007,", "\"total_send_number\":4}");
    }

    @Test
    void growthAndReductionAreOfUsersThatWereNotThereOrAreNoMore() {
        for (String user : new String[] {"a", "b", "c", "a"}) {
            counters.users.came(user, counters.second());
        }
        pass(1);
        counters.users.came("d", counters.second());
        // the session of a that was taken over
        counters.users.left("a", counters.second());
        counters.users.left("b", counters.second());
        counters.users.left("c", counters.second());
        pass(1);
        counters.users.left("d", counters.second());
        assertThat(figures())
                .contains("\"connect\":4,", "\"reconnect\":1,", "\"disconnect\":3,")
                .contains("\"max_user_growth_per_second\":3,", "\"max_user_reduce_per_second\":2,")
                .contains("\"max_user_number\":4,", "\"user_number\":1}");
    }

    @Test
    void deliveriesAndMessagesOfClientsAreCountedAsTheyAreSaid() {
        IpushSite site = new IpushSite(counters, Duration.ZERO, Duration.ofHours(1), user -> "");
        FakeSession counted = new FakeSession(site, 2_000);
        counted.come("1\r\n \r\n7\r\n{\"y\":0}\r\nd\r\n{\"y\":5,\"s\":7}\r\n4\r\n{{{{\r\n");
        assertThat(figures())
                .contains("\"recv_type\":{\"ack\":1,\"cmsg\":0,\"hb\":1,\"msg\":0,\"sub\":0,\"unsub\":0}")
                .contains("\"total_recv_bytes\":25,", "\"total_recv_number\":4,", "\"error_number\":1,")
                .contains("\"user_number\":1}");
        counted.codec.broadcast(Payload.of("noon"), new Output());
        byte[] said = "{\"y\":3,\"t\":\"anna\",\"b\":\"noon\"}\n".getBytes(StandardCharsets.UTF_8);
        assertThat(figures()).contains("\"total_send_bytes\":" + said.length + ",", "\"total_send_number\":1}");
    }
}
