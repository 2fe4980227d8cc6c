package io.pushcore.netty.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Position;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TrailTest {
    private final Trail trail = new Trail();

    private static Position at(long offset) {
        return new Position("e", offset);
    }

    private String note(String channel, long offset) {
        Place place = new Place(channel, at(offset));
        trail.note(place);
        return place.toString();
    }

    @Test
    void theLastEventSeenSaysWhereEveryChannelIs() {
        trail.joined("a", at(5));
        trail.joined("b", at(0));
        assertThat(trail.at("")).contains(Map.of("a", at(5), "b", at(0)));
        note("a", 6);
        String seen = note("b", 1);
        note("a", 7);
        assertThat(trail.at(seen)).contains(Map.of("a", at(6), "b", at(1)));
        assertThat(trail.at(Place.NONE)).contains(Map.of("a", at(5), "b", at(0)));
        assertThat(trail.at("other")).isEmpty();
    }

    @Test
    void whatWasConfirmedIsForgotten() {
        trail.joined("a", at(0));
        String first = note("a", 1);
        String second = note("a", 2);
        trail.mark();
        String third = note("a", 3);
        trail.confirm();
        assertThat(trail.at(first)).isEmpty();
        assertThat(trail.at("")).isEmpty();
        assertThat(trail.at(second)).contains(Map.of("a", at(2)));
        assertThat(trail.at(third)).contains(Map.of("a", at(3)));
    }

    @Test
    void whoComesBackAndIsCutOffAtOnceIsWhereItWas() {
        trail.resumed("e:7:a");
        trail.joined("a", at(7));
        assertThat(trail.last()).isEqualTo("e:7:a");
        assertThat(trail.at("e:7:a")).contains(Map.of("a", at(7)));
        String seen = note("a", 8);
        assertThat(trail.at(seen)).contains(Map.of("a", at(8)));
    }

    @Test
    void aChannelThatWasLeftAndJoinedAgainBeginsAnew() {
        trail.joined("a", at(0));
        String seen = note("a", 1);
        trail.left("a");
        assertThat(trail.at(seen)).contains(Map.of());
        trail.joined("a", at(9));
        assertThat(trail.at(seen)).contains(Map.of("a", at(9)));
    }

    @Test
    void asALogOfAllThatWasSaidHasIt() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<String, Map<String, Position>> truth = new HashMap<>();
        Map<String, Position> now = new HashMap<>();
        for (String channel : new String[] {"a", "b", "c"}) {
            trail.joined(channel, at(0));
            now.put(channel, at(0));
        }
        for (int i = 0; i < 2_000; i++) {
            if (random.nextInt(50) == 0) {
                trail.mark();
                trail.confirm();
                truth.clear();
                truth.put(trail.last(), new HashMap<>(now));
            } else {
                String channel = String.valueOf((char) ('a' + random.nextInt(3)));
                Position next = now.getOrDefault(channel, at(0)).plus(1);
                now.put(channel, next);
                truth.put(note(channel, next.offset()), new HashMap<>(now));
            }
        }
        truth.forEach(
                (seen, places) -> assertThat(trail.at(seen)).as("seed " + seed).contains(places));
    }
}
