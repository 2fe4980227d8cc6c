package io.pushcore.engine.simulation;

import io.pushcore.SessionEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** I11: what becomes of a session is told once, by whichever node, and nobody says that a node was lost which was not. */
final class ClusterNews {
    /** Longer than a lease, and what may be late of it. */
    private static final Duration SOUND = Duration.ofSeconds(15);

    private final ClusterWorld world;
    private final Set<String> opened = new HashSet<>();
    private final Set<String> closed = new HashSet<>();
    /** Of these another node said that they were lost. */
    private final Set<String> lost = new HashSet<>();

    private final Map<String, ClusterNode> nodes = new HashMap<>();

    ClusterNews(ClusterWorld world) {
        this.world = world;
    }

    void told(ClusterNode by, SessionEvent event) {
        world.trace.say("told by %s: %s", by, event);
        String session = event.session();
        if (event instanceof SessionEvent.Opened) {
            world.mustBe(opened.add(session), "I11: told twice: %s", event);
            nodes.put(session, by);
        } else if (event instanceof SessionEvent.Closed closing) {
            ended(by, closing);
        }
    }

    private void ended(ClusterNode by, SessionEvent.Closed event) {
        String session = event.session();
        boolean isLost = event.reason() == SessionEvent.Reason.NODE_LOST;
        // a node whose calls failed cannot know who ended what it asks to end
        ClusterNode at = nodes.get(session);
        boolean troubled = by.wasEverTroubled() || (at != null && at.wasEverTroubled());
        boolean unsure = (isLost || lost.contains(session)) && troubled;
        world.mustBe(closed.add(session) || unsure, "I11: told twice: %s", event);
        if (isLost) {
            lost.add(session);
            world.tally.count(ClusterHappening.TOLD_NODE_LOST);
            world.mustBe(
                    at == null || !at.isSoundSince(SOUND), "I11: %s is well, and is said to be lost: %s", at, event);
        }
    }
}
