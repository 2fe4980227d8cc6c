package io.pushcore.disk;

import io.pushcore.storage.Cursor;
import io.pushcore.storage.Shown;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Tells where an inbox stands in the epoch that each channel has now, if it has an earlier one that was of the same log. For one thread, within a
 * {@link View}.
 */
final class InboxPositions {
    private final Generations generations;
    private final View view;
    private final Map<String, ChannelRow> rows = new HashMap<>();

    InboxPositions(Generations generations, View view) {
        this.generations = generations;
        this.view = view;
    }

    /** One beyond the end of its epoch stays as it is: what it stood for was lost, and that is a gap. */
    Cursor now(String channel, Cursor cursor) {
        if (cursor.epoch().equals(generations.current())) {
            return cursor;
        }
        ChannelRow row = row(channel);
        Lives lives = row.lives(generations);
        long end = lives.end(cursor.epoch(), row.span.last());
        boolean holds = cursor.floor() <= end && !cursor.epoch().equals(lives.current());
        return holds
                ? new Cursor(lives.current(), cursor.floor(), cursor.beyond().upTo(end))
                : cursor;
    }

    List<Shown> now(List<Shown> shown) {
        return shown.stream().<Shown>flatMap(this::now).toList();
    }

    private Stream<? extends Shown> now(Shown shown) {
        if (!(shown instanceof Shown.Run run) || run.first().epoch().equals(generations.current())) {
            return Stream.of(shown);
        }
        ChannelRow row = row(run.channel());
        Lives lives = row.lives(generations);
        return run.in(lives.current(), lives.end(run.first().epoch(), row.span.last())).stream();
    }

    private ChannelRow row(String channel) {
        return rows.computeIfAbsent(channel, name -> {
            byte[] bytes = view.get(Family.CHANNELS, Keys.name(name));
            return bytes == null ? new ChannelRow(name) : ChannelRow.read(name, bytes);
        });
    }
}
