package io.pushcore.engine.simulation;

import io.pushcore.Gap;
import io.pushcore.Message;
import io.pushcore.Page;
import io.pushcore.Position;
import io.pushcore.storage.Head;
import java.util.ArrayList;
import java.util.List;

/** Checks pages of history against what is stored. */
final class HistoryCheck {
    private HistoryCheck() {}

    /** Checks the answer as a client of the simulated dialect reads it; says whether it was the last page. */
    static boolean ofAnswer(World world, String channel, String[] words) {
        world.mustBe(words[0].equals("page"), "not the answer to hist: %s", words[0]);
        if (!words[4].equals("-")) {
            gap(world, channel, Position.parse(words[4]), Position.parse(words[5]));
        }
        List<Position> positions = new ArrayList<>();
        for (int i = 6; i < words.length; i++) {
            String[] parts = words[i].split("=", -1);
            positions.add(Position.parse(parts[0]));
            one(world, channel, Position.parse(parts[0]), parts[1]);
        }
        order(world, channel, positions);
        return words[1].equals("true");
    }

    static void of(World world, String channel, Page page) {
        page.gap().ifPresent(gap -> gap(world, channel, gap.from(), gap.to()));
        page.messages().forEach(message -> one(world, channel, message.position(), message.text()));
        order(world, channel, page.messages().stream().map(Message::position).toList());
    }

    private static void gap(World world, String channel, Position from, Position to) {
        world.tally().count(Happening.GAP_IN_HISTORY);
        Head head = world.truth().head(channel);
        Gap gap = new Gap(channel, from, to);
        if (to.epoch().equals(head.epoch())) {
            world.mustBe(to.offset() < head.first(), "R2: history says %s but %s is kept", gap, head);
        }
    }

    private static void one(World world, String channel, Position position, String text) {
        Message stored = world.truth().at(channel, position);
        world.mustBe(stored != null, "L4: history gave what cannot be read yet: %s", position);
        world.mustBe(stored.text().equals(text), "history gave %s at %s, there is %s", text, position, stored);
    }

    private static void order(World world, String channel, List<Position> positions) {
        world.tally().count(Happening.HISTORY_PAGE);
        for (int i = 1; i < positions.size(); i++) {
            Position one = positions.get(i - 1);
            Position next = positions.get(i);
            world.mustBe(world.truth().areOfOneLife(channel, one, next), "history mixes lives: %s and %s", one, next);
            long from = Math.min(one.offset(), next.offset());
            long to = Math.max(one.offset(), next.offset());
            for (long offset = from + 1; offset < to; offset++) {
                Message missed = world.truth().standing(channel, one.epoch(), offset);
                world.mustBe(
                        missed != null && missed.isExpiredAt(world.now()),
                        "history of %s has a hole between %s and %s",
                        channel,
                        one,
                        next);
            }
        }
    }
}
