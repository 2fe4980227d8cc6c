package io.pushcore.disk;

import io.pushcore.Position;
import io.pushcore.storage.Append;
import io.pushcore.storage.Appended;
import io.pushcore.storage.Changes;
import io.pushcore.storage.ChannelLog;
import io.pushcore.storage.Head;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.regex.Pattern;

/** All channels by name. Calls come from any thread; what they change is changed by the writer's. */
final class DiskChannelLog implements ChannelLog {
    private static final Pattern TOKEN = Pattern.compile("[0-9a-z]{1,32}:[0-9]{1,18}");

    /** The heads of so few channels are looked for by who asks, if no look at the disk is needed. */
    private static final int FEW = 4;

    private final OpenStorage open;

    DiskChannelLog(OpenStorage open) {
        this.open = open;
    }

    @Override
    public CompletionStage<List<Appended>> append(List<Append> entries) {
        OpenStorage.Parts parts = open.current();
        if (parts == null) {
            return open.failed();
        }
        if (entries.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        AppendWork work = new AppendWork(parts, entries);
        parts.committer().submit(work);
        return work.result;
    }

    @Override
    public CompletionStage<ReadResult> read(Read read) {
        return open.reading(view -> look(view, read.channel(), channel -> channel.read(read)));
    }

    @Override
    public CompletionStage<Position> positionAt(String channel, Instant instant) {
        return open.reading(view -> look(view, channel, found -> found.positionAt(Nanos.of(instant))));
    }

    @Override
    public CompletionStage<List<Head>> heads(List<String> channels) {
        OpenStorage.Parts parts = open.current();
        if (parts == null) {
            return open.failed();
        }
        List<String> names = List.copyOf(channels);
        Heads heads = parts.log().heads();
        long age = heads.age();
        long now = Nanos.of(parts.now());
        List<Head> known = names.stream()
                .map(name -> heads.find(name, now))
                .filter(Objects::nonNull)
                .toList();
        int unknown = names.size() - known.size();
        if (unknown == 0) {
            return CompletableFuture.completedFuture(known);
        }
        Function<View, List<Head>> reading =
                view -> names.stream().map(name -> head(name, parts, view, age)).toList();
        return unknown <= FEW ? open.readingAtOnce(reading) : open.reading(reading);
    }

    private Head head(String name, OpenStorage.Parts parts, View view, long age) {
        Heads heads = parts.log().heads();
        Head known = heads.find(name, Nanos.of(parts.now()));
        return known != null
                ? known
                : look(view, name, reader -> {
                    heads.read(reader.row(), parts.database().generations(), age);
                    return reader.head();
                });
    }

    /** A token is the epoch of the storage and the number of the last change that was told. */
    @Override
    public CompletionStage<Changes> changedSince(String token, int limit) {
        // passes through the writer's thread, so that what is being written is either told now or changes again
        return open.<Long>commit(true, (parts, batch) -> parts.log().tell())
                .thenCompose(through -> open.reading(view -> changes(view, token, through, limit)));
    }

    @Override
    public CompletionStage<String> tokenOfNow() {
        return open.<Long>commit(true, (parts, batch) -> parts.log().tell()).thenApply(through -> life() + through);
    }

    private String life() {
        return open.get().database().generations().current() + ":";
    }

    private Changes changes(View view, String token, long through, int limit) {
        String life = life();
        long told = token.startsWith(life) && TOKEN.matcher(token).matches()
                ? Long.parseLong(token.substring(life.length()))
                : 0;
        List<Head> heads = new ArrayList<>();
        long next = told;
        try (Scan scan = view.scan(Family.CHANGES)) {
            boolean more = scan.seek(Keys.number(told + 1));
            for (; more && heads.size() < limit; more = scan.next()) {
                long change = ByteReader.fixed(scan.key(), 0);
                if (change > through) {
                    break;
                }
                heads.add(look(view, Keys.name(scan.value(), 0), LogReader::head));
                next = change;
            }
        }
        return new Changes(heads, life + next);
    }

    @Override
    public CompletionStage<Void> trim(String channel, long throughOffset) {
        return change(channel, (writer, row, batch) -> {
            writer.trimThrough(row, throughOffset);
            row.isSwept = true;
        });
    }

    @Override
    public CompletionStage<Void> delete(String channel) {
        return change(channel, LogWriter::restart);
    }

    private CompletionStage<Void> change(String channel, Changing changing) {
        return open.<Boolean>commit(true, (parts, batch) -> {
                    LogWriter writer = parts.log();
                    boolean written = writer.look(channel).id != 0;
                    if (written) {
                        changing.change(writer, writer.touch(channel, Nanos.of(parts.now())), batch);
                    }
                    return written;
                })
                .thenAccept(written -> {});
    }

    private <T> T look(View view, String channel, Function<LogReader, T> looking) {
        OpenStorage.Parts parts = open.get();
        Generations generations = parts.database().generations();
        try (LogReader reader = LogReader.open(view, generations, channel, Nanos.of(parts.now()))) {
            return looking.apply(reader);
        }
    }

    /** What is done to a channel that was written. */
    private interface Changing {
        void change(LogWriter writer, ChannelRow row, Batch batch);
    }
}
