package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Closed;
import io.pushcore.Event;
import io.pushcore.Gap;
import io.pushcore.Message;
import io.pushcore.Reader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ThrowingRunnable;

/** A handler that keeps what it is shown, and notices when it is called by two threads at once. */
final class Collector implements Reader {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final List<Event> events = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger inside = new AtomicInteger();
    private volatile boolean overlapped;

    @Override
    public void message(Message message) {
        take(message);
    }

    @Override
    public void gap(Gap gap) {
        take(gap);
    }

    @Override
    public void closed(Closed closed) {
        take(closed);
    }

    private void take(Event event) {
        overlapped |= inside.incrementAndGet() > 1;
        events.add(event);
        inside.decrementAndGet();
    }

    int count() {
        return events.size();
    }

    List<Event> events() {
        assertThat(overlapped).as("one event at a time").isFalse();
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    List<Message> messages() {
        return events().stream()
                .filter(Message.class::isInstance)
                .map(Message.class::cast)
                .toList();
    }

    List<String> texts() {
        return messages().stream().map(Message::text).toList();
    }

    List<Gap> gaps() {
        return events().stream()
                .filter(Gap.class::isInstance)
                .map(Gap.class::cast)
                .toList();
    }

    boolean isClosed() {
        return events().stream().anyMatch(Closed.class::isInstance);
    }

    /** Waits until so many events have come. */
    Collector awaitEvents(int expected) {
        soon(() -> assertThat(events).hasSizeGreaterThanOrEqualTo(expected));
        return this;
    }

    /** Waits until an assertion holds. */
    static void soon(ThrowingRunnable assertion) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(SOON)
                .untilAsserted(assertion);
    }

    /** That offsets rise by one from event to event, or by what a gap says. */
    static void assertNothingSkippedSilently(List<? extends Event> events) {
        long last = -1;
        for (Event event : events) {
            if (event instanceof Message message) {
                if (last >= 0 && message.offset() != last + 1) {
                    throw new AssertionError("after offset " + last + " came " + message.offset());
                }
                last = message.offset();
            } else if (event instanceof Gap gap) {
                if (last >= 0 && gap.from().offset() != last) {
                    throw new AssertionError("after offset " + last + " came " + gap);
                }
                last = gap.to().offset();
            }
        }
    }

    /** The offset that events have reached. */
    static long lastOffset(List<? extends Event> events) {
        if (events.isEmpty()) {
            return 0;
        }
        Event last = events.get(events.size() - 1);
        return last instanceof Message message
                ? message.offset()
                : ((Gap) last).to().offset();
    }
}
