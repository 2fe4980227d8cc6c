package io.pushcore.peer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The other nodes, and what they want. */
final class Members {
    /** A node that was not heard of for so long is gone. */
    static final Duration SILENCE = Duration.ofSeconds(5);

    private static final Duration ASK_AGAIN = Duration.ofMillis(500);
    private static final Duration TELL_AGAIN = Duration.ofMillis(300);

    private final Outbox outbox;
    private final OwnInterest own;
    private final Awaited awaited;
    private final InterestIndex<Member> index = new InterestIndex<>();

    /** Guards the members and what is behind them; the outbox may be called under it. */
    private final ReentrantLock lock = new ReentrantLock();

    private final KnownInterest known = new KnownInterest(index);
    private final Map<String, Member> members = new TreeMap<>();

    /** Who said goodbye, so that a frame of theirs that comes late does not bring them back. */
    private final Departed departed = new Departed();

    /** Who was silent for too long: what they sent meanwhile was lost. */
    private final Departed silent = new Departed();

    private volatile List<String> names = List.of();
    private volatile List<Member> gettingAll = List.of();

    Members(Outbox outbox, OwnInterest own, Awaited awaited) {
        this.outbox = outbox;
        this.own = own;
        this.awaited = awaited;
    }

    List<String> names() {
        return names;
    }

    boolean isWanted(String channel) {
        return index.isWanted(channel) || !gettingAll.isEmpty();
    }

    /** Who wants hints for a channel, in the order of the names where there are several. */
    Collection<Member> wanting(String channel) {
        List<Member> all = gettingAll;
        if (all.isEmpty() && !index.hasPatterns()) {
            return index.plain(channel);
        }
        Set<Member> found = new TreeSet<>(all);
        index.collect(channel, found);
        return found;
    }

    /** Takes a frame of another node. */
    Effects take(Frame frame, long now) {
        Effects effects = new Effects();
        lock.lock();
        try {
            Member member = member(frame, now, effects);
            if (member != null) {
                member.heard = now;
                for (Entry entry : frame.entries()) {
                    // not what stands behind a goodbye
                    if (!member.gone) {
                        take(member, entry, now, effects);
                    }
                }
                refresh();
            }
        } finally {
            lock.unlock();
        }
        return effects;
    }

    /** Forgets who was silent, asks again who owes an answer; gives who is gone. */
    List<String> tick(long now, boolean wasLate) {
        List<String> gone = new ArrayList<>();
        lock.lock();
        try {
            departed.tick(now);
            silent.tick(now);
            for (Member member : new ArrayList<>(members.values())) {
                if (wasLate) {
                    // it was this node that stood still: what the others said is still on its way to it
                    member.heard = now;
                } else if (now - member.heard >= SILENCE.toNanos()) {
                    silent.add(member, now);
                    remove(member);
                    gone.add(member.name);
                } else if (!member.known) {
                    ask(member, now);
                }
            }
            refresh();
        } finally {
            lock.unlock();
        }
        return gone;
    }

    private @Nullable Member member(Frame frame, long now, Effects effects) {
        Member member = members.get(frame.node());
        if (member != null && member.start == frame.start()) {
            return member;
        }
        boolean old = (member != null && member.start > frame.start()) || departed.has(frame.node(), frame.start());
        if (old || saysGoodbye(frame) || (member == null && members.size() >= InterestLimits.NODES)) {
            return null;
        }
        if (member != null) {
            remove(member);
            effects.left = true;
        }
        Member joined = new Member(frame.node(), frame.start(), now);
        members.put(joined.name, joined);
        // before anybody sees it: who says an interest then waits for it
        awaited.joined(joined.name, own.sum().version());
        effects.joined = true;
        effects.missed = silent.has(joined.name, joined.start) && own.sum().count() > 0;
        silent.remove(joined.name);
        // so that it knows this node without waiting for the next beat
        outbox.beat(joined.name, false);
        if (frame.entries().stream().noneMatch(entry -> entry instanceof Entry.Beat)) {
            ask(joined, now);
        }
        return joined;
    }

    private static boolean saysGoodbye(Frame frame) {
        return frame.entries().stream().anyMatch(entry -> entry instanceof Entry.Goodbye);
    }

    private void take(Member member, Entry entry, long now, Effects effects) {
        if (entry instanceof Entry.Beat beat) {
            take(member, beat, now);
        } else if (entry instanceof Entry.Changes changes) {
            take(member, changes, now);
        } else if (entry instanceof Entry.Listing listing) {
            take(member, listing, now);
        } else if (entry instanceof Entry.Ask ask) {
            if (now - member.nextTelling >= 0) {
                member.nextTelling = now + TELL_AGAIN.toNanos();
                outbox.tell(member.name, ask.have());
            }
            effects.missed |= ask.fresh() && own.sum().count() > 0;
        } else if (entry instanceof Entry.Ack ack) {
            effects.acked = Math.max(effects.acked, ack.version());
        } else if (entry instanceof Entry.Goodbye) {
            departed.add(member, now);
            remove(member);
            effects.left = true;
        }
    }

    private void take(Member member, Entry.Beat beat, long now) {
        Entry.Sum sum = beat.sum();
        member.seen = Math.max(member.seen, sum.version());
        if (sum.count() == 0
                && (sum.version() > member.version || (!member.known && sum.version() == member.version))) {
            known.replace(member, Set.of());
            moveTo(member, sum.version(), now);
        } else if (sum.version() == member.version) {
            if (member.overfull || (member.hash == sum.hash() && member.names.size() == sum.count())) {
                member.known = true;
                member.fresh = false;
            } else {
                startOver(member, now);
            }
        } else if (sum.version() > member.version) {
            ask(member, now);
        }
        if (beat.answer()) {
            outbox.beat(member.name, false);
        }
    }

    private void take(Member member, Entry.Changes news, long now) {
        member.seen = Math.max(member.seen, news.through());
        if (news.from() > member.version || news.from() < 0) {
            ask(member, now);
            return;
        }
        List<Entry.Change> changes = news.changes();
        long skipped = Math.min(changes.size(), member.version - news.from());
        for (Entry.Change change : changes.subList((int) skipped, changes.size())) {
            known.apply(member, change);
        }
        moveTo(member, Math.max(member.version, news.through()), now);
    }

    private void take(Member member, Entry.Listing part, long now) {
        member.seen = Math.max(member.seen, part.version());
        IncomingListing listing = member.listing;
        boolean old = part.version() < member.version
                || (part.version() == member.version && member.known)
                || (listing != null && listing.version > part.version());
        if (old) {
            return;
        }
        if (listing == null || listing.version < part.version()) {
            listing = new IncomingListing(part.version());
            member.listing = listing;
        }
        listing.add(part);
        member.nextAsk = now + 2 * ASK_AGAIN.toNanos();
        if (listing.isWhole()) {
            member.listing = null;
            known.replace(member, listing.names());
            moveTo(member, listing.version, now);
        }
    }

    /** The names are those of a version now: who sent them may rely on it. */
    private void moveTo(Member member, long version, long now) {
        member.version = version;
        if (version >= member.seen) {
            member.known = true;
            member.fresh = false;
        } else {
            member.nextAsk = now;
            ask(member, now);
        }
        outbox.say(member.name, Parcel.Word.ACK, Frame.ack(version));
    }

    /** Something went wrong that no change can mend. */
    private void startOver(Member member, long now) {
        known.replace(member, Set.of());
        member.version = 0;
        member.listing = null;
        ask(member, now);
    }

    private void ask(Member member, long now) {
        member.known = false;
        if (now - member.nextAsk >= 0) {
            member.nextAsk = now + ASK_AGAIN.toNanos();
            outbox.say(member.name, Parcel.Word.ASK, Frame.ask(member.version, member.fresh));
        }
    }

    private void remove(Member member) {
        members.remove(member.name);
        member.gone = true;
        known.replace(member, Set.of());
        outbox.forget(member.name);
    }

    private void refresh() {
        if (!names.equals(List.copyOf(members.keySet()))) {
            names = List.copyOf(members.keySet());
        }
        List<Member> all = new ArrayList<>();
        for (Member member : members.values()) {
            if (member.getsAll()) {
                all.add(member);
            }
        }
        if (!all.equals(gettingAll)) {
            gettingAll = List.copyOf(all);
        }
    }
}
