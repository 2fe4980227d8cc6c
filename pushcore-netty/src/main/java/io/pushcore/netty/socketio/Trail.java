package io.pushcore.netty.socketio;

import io.pushcore.Position;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How far a client can have read each of its channels, in the order in which it was told: from the last event it gives back, what it
 * has of all follows. Not thread-safe.
 */
final class Trail {
    private static final int MOST_NOTES = 10_000;

    /** Where each channel was before the first note. */
    private final Map<String, Position> before = new HashMap<>();

    private final Deque<Place> notes = new ArrayDeque<>(0);
    /** What a client gives back that has seen no note. */
    private String beforeText = Place.NONE;

    private String lastText = Place.NONE;
    private int marked;

    /** It goes on where a client has seen what it gives back. */
    void resumed(String seen) {
        beforeText = seen.isEmpty() ? Place.NONE : seen;
        lastText = beforeText;
    }

    void joined(String channel, Position from) {
        before.put(channel, from);
    }

    void left(String channel) {
        before.remove(channel);
    }

    Set<String> channels() {
        return Set.copyOf(before.keySet());
    }

    /** A message goes out. */
    void note(Place place) {
        notes.add(place);
        lastText = place.toString();
        if (notes.size() > MOST_NOTES) {
            marked = Math.max(0, marked - 1);
            forgetFirst();
        }
    }

    /** What an event says that stands behind all notes. */
    String last() {
        return lastText;
    }

    /** A ping goes out: its answer will say that all notes so far have arrived. */
    void mark() {
        marked = notes.size();
    }

    /** The answer came. */
    void confirm() {
        for (; marked > 0; marked--) {
            forgetFirst();
        }
    }

    private void forgetFirst() {
        Place first = notes.remove();
        before.computeIfPresent(first.channel(), (channel, position) -> later(position, first.position()));
        beforeText = first.toString();
    }

    /** Notes of a channel that was left and joined again may be of before. */
    private static Position later(Position before, Position note) {
        return before.epoch().equals(note.epoch()) && before.offset() > note.offset() ? before : note;
    }

    /** Where each channel was when the client saw what it gives back; empty if nobody knows. */
    Optional<Map<String, Position>> at(String text) {
        Map<String, Position> places = new HashMap<>(before);
        if (text.equals(beforeText) || (text.isEmpty() && beforeText.equals(Place.NONE))) {
            return Optional.of(places);
        }
        Iterator<Place> all = notes.iterator();
        while (all.hasNext()) {
            Place note = all.next();
            places.computeIfPresent(note.channel(), (channel, position) -> later(position, note.position()));
            if (note.toString().equals(text)) {
                return Optional.of(places);
            }
        }
        return Optional.empty();
    }
}
