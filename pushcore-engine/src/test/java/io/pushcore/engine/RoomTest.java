package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoomTest {
    private final Room room = new Room(100);

    @Test
    void itAdmitsOneHoweverLarge() {
        assertThat(room.fits(1_000)).isTrue();
        room.take(1_000);
        assertThat(room.fits(1)).isFalse();
        room.give(1_000);
        assertThat(room.fits(100)).isTrue();
    }

    @Test
    void whoWaitsIsToldWhenSomethingIsGivenBack() {
        List<String> told = new ArrayList<>();
        room.take(90);
        room.whenRoom(20, () -> told.add("first"));
        room.whenRoom(20, () -> told.add("second"));
        assertThat(told).isEmpty();
        room.give(50);
        assertThat(told).containsExactly("first", "second");
        room.give(40);
        assertThat(told).hasSize(2);
    }

    @Test
    void whoComesBackWaitsForTheNextTime() {
        List<String> told = new ArrayList<>();
        room.take(90);
        room.whenRoom(50, new Runnable() {
            @Override
            public void run() {
                told.add("told");
                if (!room.fits(50)) {
                    room.whenRoom(50, this);
                }
            }
        });
        room.give(10);
        assertThat(told).hasSize(1);
        room.give(70);
        assertThat(told).hasSize(2);
        room.give(10);
        assertThat(told).hasSize(2);
    }

    @Test
    void whoAsksWhenThereIsRoomIsToldAtOnce() {
        List<String> told = new ArrayList<>();
        room.take(10);
        room.whenRoom(20, () -> told.add("at once"));
        assertThat(told).hasSize(1);
    }
}
