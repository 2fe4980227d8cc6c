package io.pushcore.engine;

import io.pushcore.ChannelRules;
import io.pushcore.Message;
import io.pushcore.Time;
import io.pushcore.transport.Lane;
import io.pushcore.transport.PresenceChange;
import io.pushcore.transport.WireForm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Who reads a channel: readers in the process, and per lane the readers of its connections with the ribbons they share. Only the
 * channel's strand touches it, but for what is said to be readable by any thread. All of it keeps an order, so that a simulated run can be repeated.
 */
final class Audience {
    private final Engine engine;
    private final ChannelState channel;
    private final List<Listening> listening = new ArrayList<>();
    private final Map<Lane, LaneGroup> groups = new LinkedHashMap<>();
    private final Map<WireForm, Ribbon> ribbons = new LinkedHashMap<>();
    /** Only while a reader notes who comes and goes. */
    private volatile @Nullable Attendance attendance;

    private final AtomicInteger readers = new AtomicInteger();
    /** How many of {@link #listening} are never among the sleepers of the channel. */
    private int alwaysWoken;

    private int unannounced;
    private Time.@Nullable Timer merging;
    /** Whether tapes hold messages that wait. */
    private boolean holding;
    /** How often readers were told: a timer of an earlier time is late and means nothing. */
    private long announcements;

    Audience(Engine engine, ChannelState channel) {
        this.engine = engine;
        this.channel = channel;
    }

    /** How many there are; any thread. */
    int readers() {
        return readers.get();
    }

    /** Whether a reader here notes who comes and goes; any thread. */
    boolean isAttended() {
        return attendance != null;
    }

    /** Whether a reader here or at another node does; any thread. */
    boolean isAttendedAnywhere() {
        return isAttended() || channel.elsewhere().isAttended();
    }

    /** Lets a reader of a group note who comes and goes from now on. */
    PresenceNotes attend(LaneGroup group) {
        Attendance noted = attendance;
        if (noted == null) {
            noted = new Attendance();
            attendance = noted;
            channel.elsewhere().attend();
        }
        noted.readers++;
        group.noting++;
        return new PresenceNotes(noted);
    }

    void ceaseToAttend(LaneGroup group, PresenceNotes notes) {
        group.noting--;
        notes.attendance().readers--;
        if (notes.attendance().readers == 0) {
            attendance = null;
        }
    }

    /** Somebody came or left here. */
    void note(PresenceChange change) {
        noteHere(change);
        channel.elsewhere().tell(change);
    }

    /** Somebody came or left here, or at another node, which told the others. */
    void noteHere(PresenceChange change) {
        Attendance noted = attendance;
        if (noted != null) {
            noted.note(change);
            wakeNoting();
        }
    }

    boolean isEmpty() {
        return readers.get() == 0;
    }

    List<LaneGroup> groups() {
        return List.copyOf(groups.values());
    }

    void add(Listening reader) {
        listen(reader);
        readers.incrementAndGet();
    }

    private void listen(Listening who) {
        listening.add(who);
        alwaysWoken += who.saysWhenItSleeps() ? 0 : 1;
    }

    private boolean ceaseToListen(Listening who) {
        boolean was = listening.remove(who);
        alwaysWoken -= was && !who.saysWhenItSleeps() ? 1 : 0;
        return was;
    }

    boolean remove(Listening reader) {
        if (ceaseToListen(reader)) {
            readers.decrementAndGet();
            return true;
        }
        return false;
    }

    /** Makes room for one more reader on a lane; the lane then adds it. */
    LaneGroup join(Lane lane) {
        readers.incrementAndGet();
        LaneGroup group = groups.get(lane);
        if (group == null) {
            group = new LaneGroup(engine, channel, lane);
            groups.put(lane, group);
            listen(group);
        }
        group.readers++;
        return group;
    }

    void leave(LaneGroup group) {
        readers.decrementAndGet();
        group.readers--;
        if (group.readers == 0) {
            groups.remove(group.lane());
            ceaseToListen(group);
        }
    }

    /** The ribbon of a form, with one more reader. */
    Ribbon take(WireForm form, HotWindow window) {
        Ribbon ribbon = ribbons.get(form);
        if (ribbon == null) {
            ribbon = new Ribbon(channel, form, tape(form, window));
            ribbons.put(form, ribbon);
            engine.tapes.add(ribbon);
        }
        ribbon.readers++;
        return ribbon;
    }

    void giveBack(Ribbon ribbon) {
        ribbon.readers--;
        if (ribbon.readers == 0) {
            ribbons.remove(ribbon.form);
            engine.tapes.remove(ribbon);
            ribbon.tape().cut();
        }
    }

    /** Goes on in another window: what the tapes hold no longer leads to its head. */
    void restart(HotWindow window) {
        for (Ribbon ribbon : ribbons.values()) {
            ribbon.replace(tape(ribbon.form, window));
        }
    }

    /** Writes a message to all tapes. */
    void record(Message message) {
        if (!ribbons.isEmpty()) {
            boolean waits = merges(channel.rules());
            holding |= waits;
            for (Ribbon ribbon : ribbons.values()) {
                if (waits) {
                    ribbon.tape().write(message);
                } else {
                    ribbon.tape().append(message);
                }
            }
            engine.tapes.makeSpace();
        }
        unannounced++;
    }

    private static boolean merges(ChannelRules rules) {
        return rules.mergeCount() > 1 && !rules.mergeWithin().isZero();
    }

    /** Wakes everybody, once for all messages since the last time; or later, where messages are to travel together. */
    void announce() {
        ChannelRules rules = channel.rules();
        if (unannounced == 0 || listening.isEmpty() || !merges(rules)) {
            if (unannounced > 0) {
                wakeAll();
            }
            return;
        }
        if (unannounced >= rules.mergeCount()) {
            // a full batch never waits, what is beyond it waits for its own
            wake(unannounced % rules.mergeCount());
        }
        if (unannounced > 0 && merging == null) {
            long now = announcements;
            merging = engine.time.schedule(
                    rules.mergeWithin(),
                    () -> channel.onStrand(() -> {
                        if (now == announcements) {
                            wakeAll();
                        }
                    }));
        }
    }

    /** Wakes everybody, for all that was published. */
    void wakeAll() {
        wake(0);
    }

    /** The same, but for the newest so many messages, which wait. */
    private void wake(int waiting) {
        unannounced = waiting;
        announcements++;
        if (holding) {
            holding = waiting > 0;
            ribbons.values().forEach(ribbon -> ribbon.tape().announce(waiting));
        }
        if (merging != null) {
            merging.cancel();
            merging = null;
        }
        if (alwaysWoken == 0 && channel.sleepers().isEmpty()) {
            return;
        }
        for (int i = 0; i < listening.size(); i++) {
            listening.get(i).wake();
        }
    }

    /** Wakes those who note who comes and goes. */
    private void wakeNoting() {
        for (LaneGroup group : groups.values()) {
            if (group.noting > 0) {
                group.wake();
            }
        }
    }

    private Tape tape(WireForm form, HotWindow window) {
        return new Tape(form, window.epoch, window.head(), engine.segments, engine.encoder, engine.time.nanoTime());
    }
}
