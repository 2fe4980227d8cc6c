package io.pushcore.engine;

import io.pushcore.ChannelRules;
import io.pushcore.Durability;
import io.pushcore.storage.Retention;

/** The rules of a channel that hold now. Any thread reads, one at a time changes. */
final class ChannelRuling {
    /** What it is to survive where its rules do not say. */
    private final Durability best;

    private volatile ChannelRules rules;
    private volatile Retention retention;

    ChannelRuling(ChannelRules rules, Durability best) {
        this.best = best;
        this.rules = rules;
        this.retention = retention(rules);
    }

    /** Whether there is a log never changes. */
    ChannelRules rules() {
        return rules;
    }

    /** From now on these hold, unless they are for another kind of channel, which its next life is. */
    void change(ChannelRules next) {
        if (next.isLive() == rules.isLive()) {
            rules = next;
            retention = retention(next);
        }
    }

    Retention retention() {
        return retention;
    }

    /** What a message is to survive before anybody sees it. */
    Durability durability() {
        return rules.durability().orElse(best);
    }

    private static Retention retention(ChannelRules rules) {
        return new Retention(
                rules.keepCount(),
                rules.keepBytes(),
                rules.keepFor(),
                rules.idempotencyFor(),
                rules.idempotencyCount());
    }
}
