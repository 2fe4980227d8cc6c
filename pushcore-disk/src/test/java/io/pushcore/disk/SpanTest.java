package io.pushcore.disk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpanTest {
    @Test
    void whatComesAfterMessagesThatExpiredAndAreDeletedIsFoundByItsTime() {
        Span expired = Span.EMPTY.plus(10, 1).plus(20, 1).plus(30, 1).from(2, offset -> null);
        assertThat(expired.first()).as("that they expired is no gap").isEqualTo(2);
        Span again = expired.plus(40, 1).plus(50, 1);
        Place.Finder places = offset -> offset > 5 ? null : new Place(Math.max(offset, 4), offset > 4 ? 50 : 40, 3);
        assertThat(again.lastUntil(39, places)).isLessThan(4);
        assertThat(again.lastUntil(40, places)).isEqualTo(4);
        assertThat(again.lastUntil(99, places)).isEqualTo(5);
    }
}
