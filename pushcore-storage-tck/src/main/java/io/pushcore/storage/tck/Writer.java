package io.pushcore.storage.tck;

import static io.pushcore.storage.tck.StorageRules.await;

import io.pushcore.Durability;
import io.pushcore.Message;
import io.pushcore.Publication;
import io.pushcore.storage.Append;
import io.pushcore.storage.AppendId;
import io.pushcore.storage.Appended;
import io.pushcore.storage.ChannelLog;
import io.pushcore.storage.Retention;
import java.util.ArrayList;
import java.util.List;

/** Appends as a broker does: numbers that rise, each call confirming the ones before. For one thread. */
final class Writer {
    private final ChannelLog log;
    private final String name;
    private Retention retention;
    private Durability durability;
    private long number;
    private long confirmed;

    Writer(ChannelLog log, String name, Retention retention, Durability durability) {
        this.log = log;
        this.name = name;
        this.retention = retention;
        this.durability = durability;
    }

    Writer reach(Durability wanted) {
        durability = wanted;
        return this;
    }

    Writer keep(Retention newRetention) {
        retention = newRetention;
        return this;
    }

    /** The next entry, not yet appended. */
    Append entry(String channel, Publication publication) {
        number++;
        return new Append(channel, new AppendId(name, number), confirmed, publication, retention, durability);
    }

    /** Appends entries and confirms them with the next. */
    List<Appended> append(List<Append> entries) {
        List<Appended> results = await(log.append(entries));
        confirmed = number;
        return results;
    }

    Appended append(String channel, Publication publication) {
        return append(List.of(entry(channel, publication))).get(0);
    }

    Message append(String channel, String text) {
        return stored(append(channel, Publication.of(text)));
    }

    /** Appends {@code 1}, {@code 2} … one by one. */
    List<Message> appendCount(String channel, int count) {
        List<Message> messages = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            messages.add(append(channel, String.valueOf(i)));
        }
        return messages;
    }

    static Message stored(Appended appended) {
        if (appended instanceof Appended.Stored stored) {
            return stored.message();
        }
        throw new AssertionError("not stored: " + appended);
    }
}
