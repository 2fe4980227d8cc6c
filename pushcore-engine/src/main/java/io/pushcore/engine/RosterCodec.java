package io.pushcore.engine;

import io.pushcore.Farewell;
import io.pushcore.Payload;
import io.pushcore.Presence;
import io.pushcore.Session;
import io.pushcore.engine.cluster.Bytes;
import io.pushcore.engine.cluster.Bytes.Reading;
import io.pushcore.engine.cluster.PayloadCodec;

/** Sessions, and what is asked about them, as nodes tell each other; what a newer node has added stands behind and is passed over. */
final class RosterCodec {
    private RosterCodec() {}

    /** Whose sessions are asked for, and how many of them at most. */
    record Wanted(Roster.Meant meant, int most) {}

    /** Whose sessions are to end, and how. */
    record Dismissal(Roster.Meant meant, Farewell farewell, String reason) {}

    static byte[] bytes(Wanted wanted) {
        return meant(wanted.meant()).number(wanted.most()).toArray();
    }

    static Wanted wanted(byte[] body) {
        Reading from = new Reading(body);
        return new Wanted(meant(from), (int) Math.min(from.number(), Integer.MAX_VALUE));
    }

    static byte[] bytes(Dismissal dismissal) {
        return meant(dismissal.meant())
                .one(dismissal.farewell() == Farewell.STAY_AWAY ? 1 : 0)
                .text(dismissal.reason())
                .toArray();
    }

    static Dismissal dismissal(byte[] body) {
        Reading from = new Reading(body);
        Roster.Meant meant = meant(from);
        return new Dismissal(meant, from.one() == 1 ? Farewell.STAY_AWAY : Farewell.RECONNECT, from.text());
    }

    private static Bytes meant(Roster.Meant meant) {
        return new Bytes(64).text(meant.session()).text(meant.user());
    }

    private static Roster.Meant meant(Reading from) {
        return new Roster.Meant(from.text(), from.text());
    }

    static byte[] bytes(Session session) {
        return new Bytes(128)
                .text(session.id())
                .text(session.user())
                .text(session.device())
                .text(session.transport())
                .text(session.remoteAddress())
                .instant(session.since())
                .number(session.subscriptions())
                .number(session.behind())
                .toArray();
    }

    static Session session(byte[] item) {
        Reading from = new Reading(item);
        return new Session(
                from.text(),
                from.text(),
                from.text(),
                from.text(),
                from.text(),
                from.instant(),
                (int) from.number(),
                from.number());
    }

    static byte[] bytes(Presence presence) {
        return new Bytes(128)
                .text(presence.session())
                .text(presence.user())
                .text(presence.info())
                .instant(presence.since())
                .toArray();
    }

    static Presence presence(byte[] item) {
        Reading from = new Reading(item);
        return new Presence(from.text(), from.text(), from.text(), from.instant());
    }

    static byte[] bytes(Payload payload) {
        return PayloadCodec.write(new Bytes(payload.length() + 8), payload).toArray();
    }

    static Payload payload(byte[] body) {
        return PayloadCodec.read(new Reading(body));
    }

    static byte[] number(long number) {
        return new Bytes(10).number(number).toArray();
    }

    static long number(byte[] item) {
        return new Reading(item).number();
    }

    static byte[] text(String text) {
        return new Bytes(text.length() + 8).text(text).toArray();
    }

    static String text(byte[] body) {
        return new Reading(body).text();
    }
}
