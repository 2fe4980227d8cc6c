package io.pushcore.chaos;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a user's inbox has shown, under which numbers, and what of it is not acknowledged. Its user's thread touches it. */
final class InboxBook {
    /** @param place of a message, with its channel */
    record Shown(String channel, Place place, Stamp stamp) {}

    /**
     * Where a follow took effect.
     *
     * @param isSure false where it may have taken effect before
     * @param at when it was said
     */
    private record Follow(Place from, boolean isSure, long at) {}

    private final String user;
    private final Ledger ledger;
    private final Map<Long, Shown> byNumber = new HashMap<>();
    /** All that was shown ever. */
    private final Set<Shown> shown = new HashSet<>();

    private final TreeMap<Long, Shown> unacknowledged = new TreeMap<>();
    /** What the session has to show again and has not. */
    private final Set<Shown> due = new HashSet<>();
    /** Where follows took effect. */
    private final Map<String, Follow> follows = new HashMap<>();

    private long last;
    private long since;

    InboxBook(String user, Ledger ledger) {
        this.user = user;
        this.ledger = ledger;
        follows.put("@" + user, new Follow(new Place("", 0), true, System.nanoTime()));
    }

    void follows(String channel, Place from, boolean sure) {
        follows.put(channel, new Follow(from, sure, System.nanoTime()));
    }

    boolean isFollowing(String channel) {
        return follows.containsKey(channel);
    }

    /** A session was opened that has seen nothing: all that is not acknowledged is shown to it. */
    void opened() {
        last = 0;
        since = System.nanoTime();
        due.clear();
        unacknowledged.values().removeIf(this::isLost);
        due.addAll(unacknowledged.values());
    }

    /** The client came back, and says what it has. */
    void cameBack() {
        last = 0;
        since = System.nanoTime();
    }

    void takes(long number, String channel, Place place, Stamp stamp) {
        Shown now = new Shown(channel, place, stamp);
        if (number <= last) {
            violation("I2", "was shown " + number + " after " + last);
        }
        last = number;
        Shown before = byNumber.putIfAbsent(number, now);
        if (before != null && !before.equals(now)) {
            violation("I1", "was shown " + now + " under " + number + ", which was " + before);
        }
        Follow follow = follows.get(channel);
        if (follow == null || (follow.isSure() && !isLost(follow) && place.offset() <= from(channel, follow))) {
            violation("I7", "was shown " + now + ", and has: " + follow);
        }
        if (shown.add(now)) {
            ledger.delivered(user, channel, place, stamp, true, since);
        } else {
            ledger.repeated(user, channel, place, stamp, true);
        }
        unacknowledged.values().remove(now);
        unacknowledged.put(number, now);
        due.remove(now);
    }

    /** The inbox says that it cannot show these any more. */
    void gap(String channel, Place from, Place to) {
        LogBook book = ledger.book(channel);
        if (!book.isLost(from) && !book.isLost(to)) {
            violation(
                    "I8",
                    "was told of a gap in " + channel + " from " + from + " to " + to + "; it reaches to "
                            + book.highest());
            return;
        }
        ledger.figures.count("gaps told to users where something was lost");
    }

    /** Whether this session has shown all that was not acknowledged before: only then does a cumulative acknowledgement say what it means. */
    boolean isUpToDate() {
        return due.isEmpty();
    }

    long last() {
        return last;
    }

    /** The highest number that is not acknowledged; 0 for none. */
    long highestUnacknowledged() {
        return unacknowledged.isEmpty() ? 0 : unacknowledged.lastKey();
    }

    /** An acknowledgement may have counted: whether these are shown again is open. */
    void mayBeAcknowledged(long number, boolean only) {
        if (only) {
            unacknowledged.remove(number);
        } else {
            unacknowledged.headMap(number, true).clear();
        }
    }

    /** What has never been shown, of all that was acknowledged to publishers; and what is to be shown again and was not. */
    Set<String> missing() {
        Set<String> missing = new HashSet<>();
        follows.forEach((channel, follow) -> {
            if (!isLost(follow)) {
                missing.addAll(missing(channel, from(channel, follow)));
            }
        });
        due.stream().filter(one -> !isLost(one)).forEach(one -> missing.add(one + " again"));
        return missing;
    }

    private Set<String> missing(String channel, long from) {
        Set<String> missing = new HashSet<>();
        LogBook book = ledger.book(channel);
        for (long offset = from + 1; offset <= book.acknowledged(); offset++) {
            LogBook.Entry entry = book.entry(offset);
            if (entry.acknowledgedAt() != 0
                    && !shown.contains(new Shown(channel, new Place(entry.epoch(), offset), entry.stamp()))) {
                missing.add(channel + " " + offset);
            }
        }
        return missing;
    }

    /** Where a follow begins: what it stood behind may be lost, and its offsets be given to other messages. */
    private long from(String channel, Follow follow) {
        return ledger.book(channel).survivedBefore(follow.from());
    }

    /** Whether a database whose copy was behind took it along, or the follow that it came by. */
    private boolean isLost(Shown one) {
        Follow follow = follows.get(one.channel());
        return ledger.book(one.channel()).isLost(one.place()) || (follow != null && isLost(follow));
    }

    /** Whether a database whose copy was behind may have taken it along: then it is open whether it holds. */
    private boolean isLost(Follow follow) {
        return ledger.isLost(follow.at());
    }

    void violation(String rule, String sentence) {
        ledger.violations.add(rule, user + " " + sentence);
    }
}
