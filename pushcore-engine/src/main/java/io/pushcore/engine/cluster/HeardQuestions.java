package io.pushcore.engine.cluster;

import java.util.LinkedHashSet;
import java.util.Set;

/** Which questions of other nodes were heard of late: carriers repeat, and what is asked may be to show something. Touched in turn only. */
final class HeardQuestions {
    private static final int MOST = 10_000;

    /** The one heard first first. */
    private final Set<Question> heard = new LinkedHashSet<>();

    private record Question(String node, long id) {}

    /** Whether it was not heard before; now it was. */
    boolean add(String node, long id) {
        boolean isNew = heard.add(new Question(node, id));
        if (heard.size() > MOST) {
            heard.remove(heard.iterator().next());
        }
        return isNew;
    }
}
