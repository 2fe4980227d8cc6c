package io.pushcore.netty.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.ChannelRules;
import io.pushcore.Payload;
import io.pushcore.netty.HttpTransport;
import io.pushcore.transport.Listener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thousand who come back at once share what is encoded. */
@Timeout(120)
final class ManyRecoverIT {
    private static final int CLIENTS = 1_000;
    private static final int MESSAGES = 1_000;
    private static final String PAD = "x".repeat(200);

    private final Encodings encodings = new Encodings();
    private final Listener transport =
            encodings.of(HttpTransport.port(0).lanes(2).backlog(4_096));

    @Test
    void aThousandWhoRecoverAThousandMessagesEncodeEachOnceAndOneMoreIsOneMore() throws Exception {
        try (Broker broker = Broker.builder()
                .channels(ChannelRules.keep(MESSAGES))
                .transport(transport)
                .build()) {
            Channel news = broker.channel("news");
            String epoch = "";
            for (int i = 1; i <= MESSAGES; i++) {
                epoch = news.publish(message(i)).join().position().epoch();
            }
            assertThat(encodings.count()).isZero();
            try (Swarm swarm = Swarm.start("centrifuge since " + epoch, transport.port(), CLIENTS, 0)) {
                swarm.loudHave(MESSAGES);
                long recovered = encodings.count();
                news.publish(message(MESSAGES + 1)).join();
                swarm.loudHave(MESSAGES + 1);
                System.out.printf(
                        "%,d clients recovered %,d messages each: %,d encodings, and %,d for one message more%n",
                        CLIENTS, MESSAGES, recovered, encodings.count() - recovered);
                // pages begin where each reader stands: here all at 0, so they are the same ones
                assertThat(recovered).isEqualTo(MESSAGES);
                assertThat(encodings.count()).isEqualTo(MESSAGES + 1);
            }
        }
    }

    private static Payload message(int number) {
        return Payload.json("{\"n\":" + number + ",\"x\":\"" + PAD + "\"}");
    }
}
