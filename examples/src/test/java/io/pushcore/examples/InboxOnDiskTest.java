package io.pushcore.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Delivery;
import io.pushcore.InboxEvent;
import io.pushcore.InboxSession;
import io.pushcore.disk.DiskStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class InboxOnDiskTest {
    @TempDir
    Path temporary;

    @Test
    void whatWasShownBeforeACrashIsShownAgainUnderItsNumber() throws Exception {
        Path directory = temporary.resolve("before");
        List<Delivery> shown;
        try (Broker broker = Broker.builder().storage(DiskStorage.at(directory)).build()) {
            broker.channel("news").follow("anna").join();
            broker.push("anna", "m1").join();
            broker.channel("news").publish("m2").join();
            InboxSession first = broker.inbox("anna").open().join();
            shown = List.of(next(first), next(first));
            first.close();
            // opened again, so that it is recorded what the first was shown
            broker.inbox("anna").open().join();
            broker.push("anna", "m3").join();
            crashed(directory, temporary.resolve("after"));
        }
        try (Broker broker = Broker.builder()
                .storage(DiskStorage.at(temporary.resolve("after")))
                .build()) {
            broker.push("anna", "m4").join();
            InboxSession again = broker.inbox("anna").open().join();
            for (Delivery before : shown) {
                Delivery now = next(again);
                assertThat(now.redeliveries()).isPositive();
                assertThat(now.seq()).isEqualTo(before.seq());
                assertThat(now.message()).isEqualTo(before.message());
            }
            assertThat(next(again).message().text()).isEqualTo("m3");
            assertThat(next(again).message().text()).isEqualTo("m4");
        }
    }

    private static Delivery next(InboxSession session) throws InterruptedException {
        InboxEvent event = session.next(Duration.ofSeconds(60)).orElseThrow();
        assertThat(event).isInstanceOf(Delivery.class);
        return (Delivery) event;
    }

    /** What a process leaves behind that ends now. */
    private static void crashed(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }
}
