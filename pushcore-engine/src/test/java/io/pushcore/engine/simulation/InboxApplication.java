package io.pushcore.engine.simulation;

import io.pushcore.Channel;
import io.pushcore.Delivery;
import io.pushcore.ErrorCode;
import io.pushcore.InboxEvent;
import io.pushcore.InboxGap;
import io.pushcore.InboxSession;
import io.pushcore.Message;
import io.pushcore.PendingMessages;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.storage.InboxId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The application: it pushes, publishes, follows, and reads its users' inboxes. */
final class InboxApplication {
    /** What was published, and where it stands once that is known. */
    static final class Sent {
        final String channel;
        private final long at;

        @Nullable
        Position position;

        private Sent(String channel, long at) {
            this.channel = channel;
            this.at = at;
        }
    }

    private final InboxWorld world;
    private final Inboxed inboxed;
    private final InboxFollows follows;
    private final InboxMarks marks;
    private final Map<String, Sent> sent = new LinkedHashMap<>();
    private final Map<InboxId, SimulatedInboxSession> newest = new HashMap<>();
    private InboxLife life;

    InboxApplication(InboxWorld world, Inboxed inboxed, InboxLife life) {
        this.world = world;
        this.inboxed = inboxed;
        this.life = life;
        this.follows = new InboxFollows(world);
        this.marks = new InboxMarks(world);
    }

    /** Goes on with another broker. */
    void goOn(InboxLife other) {
        life = other;
        newest.clear();
    }

    Map<String, Sent> sent() {
        return sent;
    }

    InboxFollows follows() {
        return follows;
    }

    private String user() {
        return world.chance.pick(world.users());
    }

    InboxId someInbox() {
        return new InboxId(user(), world.chance.oneIn(3) ? "phone" : "");
    }

    /** Asks something; what is told then is told once at most, and never by a broker that crashed. */
    <T> void ask(
            String what, Supplier<CompletableFuture<T>> question, BiConsumer<@Nullable T, @Nullable Throwable> told) {
        world.trace.say("%s", what);
        InboxLife asked = life;
        asked.open.add(what);
        CompletableFuture<T> answer;
        try {
            answer = question.get();
        } catch (PushCoreException refused) {
            answer = CompletableFuture.failedFuture(refused);
        }
        answer.whenComplete((value, failure) -> {
            asked.open.remove(what);
            world.trace.say("%s: %s", what, failure != null ? failure : value instanceof InboxSession ? "open" : value);
            told.accept(value, failure);
        });
    }

    // ---- what is sent

    private Publication publication(String text) {
        Publication publication = Publication.of(text);
        return world.chance.percent(world.ttlPercent)
                ? publication.ttl(Duration.ofMillis(world.chance.between(100, 3_000)))
                : publication;
    }

    void push() {
        String user = user();
        send("@" + user, text -> life.broker.push(user, publication(text)).thenApply(pushed -> pushed.position()));
    }

    void publish() {
        publish(world.chance.pick(world.channels()));
    }

    void publish(String channel) {
        send(
                channel,
                text -> life.broker
                        .channel(channel)
                        .publish(publication(text))
                        .thenApply(published -> published.position()));
    }

    /** One message more, which does not expire, by which those are seen whose fate was unknown. */
    void probe(String channel) {
        send(
                channel,
                text -> channel.startsWith("@")
                        ? life.broker.push(channel.substring(1), text).thenApply(pushed -> pushed.position())
                        : life.broker.channel(channel).publish(text).thenApply(published -> published.position()));
    }

    private void send(String channel, Function<String, CompletableFuture<Position>> how) {
        String text = "m" + sent.size();
        Sent one = new Sent(channel, world.step());
        sent.put(text, one);
        ask(
                "publish " + text + " to " + channel,
                () -> how.apply(text),
                (position, failure) -> one.position = position);
    }

    void pushNow() {
        String user = user();
        String text = "now" + world.step();
        boolean rested = rests(user);
        int opened = life.sessions.size();
        InboxLife at = life;
        ask("now " + text, () -> life.broker.pushIfOnline(user, Publication.of(text)), (shown, failure) -> {
            if (shown != null) {
                if (rested && rests(user) && at == life && opened == at.sessions.size()) {
                    world.tally.count(InboxHappening.NOW_IN_GRACE);
                    world.mustBe(!shown, "I6: %s is only in its grace, and is shown %s", user, text);
                }
                world.tally.count(shown ? InboxHappening.NOW_SHOWN : InboxHappening.NOW_OFFLINE);
            }
        });
    }

    /** Whether a user has nothing but sessions in their grace, and opens nothing. */
    private boolean rests(String user) {
        return life.links.rests(user)
                && life.open.stream()
                        .noneMatch(what -> (what.startsWith("open") || what.startsWith("come")) && what.contains(user));
    }

    /** Whether a call that has failed may be carried out later: the storage has given no answer. */
    private static boolean mayCome(@Nullable Throwable failure) {
        return failure != null && failure.toString().contains("no answer to");
    }

    // ---- who marks

    void mark() {
        String user = user();
        int first = world.chance.between(1, 60);
        int last = first + world.chance.below(20);
        Runnable marked = marks.mark(user, first, last, knownHead(user));
        ask(
                "mark " + first + " to " + last + " of " + user + " " + world.step(),
                () -> life.broker.inbox(user).markRead(first, last),
                (done, failure) -> {
                    if (failure == null) {
                        marked.run();
                    }
                });
    }

    void readMarks() {
        String user = user();
        BitSet before = marks.certain(user);
        ask(
                "marks of " + user + " " + world.step(),
                () -> life.broker.inbox(user).readStates(1, 100),
                (states, failure) -> {
                    if (states != null) {
                        marks.check(user, states, before);
                    }
                });
    }

    private long knownHead(String user) {
        return sent.values().stream()
                .filter(one -> one.channel.equals("@" + user) && one.position != null)
                .mapToLong(one -> one.position.offset())
                .max()
                .orElse(0);
    }

    // ---- who follows

    void follow() {
        String user = user();
        String channel = world.chance.pick(world.channels());
        var told = follows.follow(user, channel);
        Channel on = life.broker.channel(channel);
        ask(user + " follows " + channel + " " + world.step(), () -> on.follow(user), (position, failure) -> {
            if (failure != null) {
                world.tally.count(InboxHappening.FOLLOW_FAILED);
            }
            told.accept(position, mayCome(failure));
        });
    }

    void unfollow() {
        String user = user();
        String channel = world.chance.pick(world.channels());
        var told = follows.end(user, channel);
        Channel on = life.broker.channel(channel);
        ask(user + " unfollows " + channel + " " + world.step(), () -> on.unfollow(user), (was, failure) -> {
            if (was != null && was) {
                world.tally.count(InboxHappening.UNFOLLOWED);
            }
            told.accept(failure == null, mayCome(failure));
        });
    }

    void delete() {
        String channel = world.chance.pick(world.channels());
        world.tally.count(InboxHappening.CHANNEL_DELETED);
        ask("delete " + channel + " " + world.step(), life.broker.channel(channel)::delete, (done, failure) -> {});
    }

    // ---- who reads

    void open(InboxId id) {
        InboxLife asked = life;
        Inboxed.Kept kept = inboxed.of(id);
        ask("open " + id + " " + world.step(), life.broker.inbox(id.owner(), id.device())::open, (session, failure) -> {
            if (session == null) {
                world.tally.count(
                        SimulatedInboxSession.codeOf(failure) == ErrorCode.LIMIT_REACHED
                                ? InboxHappening.REFUSED_BY_LIMIT
                                : InboxHappening.OPEN_FAILED);
                return;
            }
            begun(asked, id, session, kept.openedUnheard ? -1 : kept.openings, true, null);
        });
    }

    /**
     * Somebody has an inbox now.
     *
     * @param by the broker it was opened at
     * @param opening which opening of the inbox that is; -1 if nobody can know
     * @param isNewest whether nobody can have opened it since
     * @param before the same session on an earlier connection
     */
    SimulatedInboxSession begun(
            InboxLife by,
            InboxId id,
            InboxSession session,
            long opening,
            boolean isNewest,
            @Nullable SimulatedInboxSession before) {
        SimulatedInboxSession one = new SimulatedInboxSession(
                world, id, inboxed.of(id), session, message -> mayShow(by, id, message), opening, before);
        by.sessions.add(one);
        world.tally.count(InboxHappening.OPENED);
        if (by == life && before != null) {
            newest.replace(id, before, one);
        } else if (by == life && isNewest) {
            SimulatedInboxSession other = newest.put(id, one);
            if (other != null && !other.isOver()) {
                world.tally.count(InboxHappening.TAKEN_OVER);
                other.superseded();
            }
        }
        return one;
    }

    /**
     * I7: nothing is shown that was published when its channel was not followed. A broker that was replaced hears of an unfollow done
     * at the new one when it asks for the follow versions (C2); until then it may show
     * what comes, and what it has numbered is shown again.
     */
    private void mayShow(InboxLife shownBy, InboxId id, Message message) {
        if (message.channel().startsWith("@")) {
            world.mustBe(message.channel().equals("@" + id.owner()), "%s is shown %s", id, message);
            return;
        }
        Sent one = sent.get(message.text());
        world.mustBe(
                one != null
                        && (shownBy != life
                                || follows.mayShow(id.owner(), message, one.at)
                                || inboxed.of(id).wasNumberedByOld(world, message)),
                "I7: %s is shown what it does not follow: %s",
                id,
                message);
    }

    void list(InboxId id) {
        Inboxed.Kept kept = inboxed.of(id);
        long before = kept.openings;
        InboxCheck check = kept.check;
        InboxLife asked = life;
        int most = world.chance.pick(0, 1, 5, 200);
        ask(
                "list " + most + " of " + id + " " + world.step(),
                () -> life.broker.inbox(id.owner(), id.device()).pending(most),
                (listed, failure) -> {
                    if (listed == null) {
                        world.tally.count(InboxHappening.LIST_FAILED);
                    } else if (asked == life
                            && !kept.openedUnheard
                            && kept.openings <= before + 1
                            && kept.check == check) {
                        listed(check, listed, most, before);
                        world.tally.count(
                                kept.openings == before
                                        ? InboxHappening.LISTED
                                        : InboxHappening.LISTED_WITHOUT_A_SESSION);
                    }
                });
    }

    private void listed(InboxCheck check, PendingMessages listed, int most, long before) {
        world.mustBe(listed.events().size() <= most, "more than %d are listed: %s", most, listed);
        long last = 0;
        for (InboxEvent event : listed.events()) {
            long seq = event instanceof Delivery delivery ? delivery.seq() : ((InboxGap) event).seq();
            world.mustBe(seq > last, "I1: listed in disorder: %s", listed);
            last = seq;
            check.saw(event, seq, before);
        }
    }

    void forget(InboxId id) {
        List<BiConsumer<Boolean, Boolean>> told = new ArrayList<>();
        world.channels().forEach(channel -> told.add(follows.end(id.owner(), channel)));
        Runnable forgot = marks.forget(id.owner());
        SimulatedInboxSession session = newest.get(id);
        ask(
                "forget " + id + " " + world.step(),
                life.broker.inbox(id.owner(), id.device())::forget,
                (done, failure) -> {
                    if (failure == null && session != null) {
                        session.superseded();
                    }
                    // other inboxes of the user keep the follows
                    told.forEach(each -> each.accept(false, mayCome(failure)));
                    if (!mayCome(failure)) {
                        forgot.run();
                    }
                });
    }

    /** The session opened last that is not over, if there is one. */
    @Nullable
    SimulatedInboxSession newest(InboxId id) {
        return newest.get(id);
    }
}
