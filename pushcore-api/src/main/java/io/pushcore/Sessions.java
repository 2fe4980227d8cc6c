package io.pushcore;

import java.util.List;

/**
 * Some of the sessions there were at a moment.
 *
 * @param whole whether these are all that were asked for: no more than wanted, and every lane told its own in time
 */
public record Sessions(List<Session> sessions, boolean whole) {
    public Sessions {
        sessions = List.copyOf(sessions);
    }
}
