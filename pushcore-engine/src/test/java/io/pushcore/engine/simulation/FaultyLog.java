package io.pushcore.engine.simulation;

import io.pushcore.Position;
import io.pushcore.storage.Append;
import io.pushcore.storage.Appended;
import io.pushcore.storage.Changes;
import io.pushcore.storage.ChannelLog;
import io.pushcore.storage.Head;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The logs of a {@link FaultyStorage}; tells the {@link Truth} what has been applied, the moment it can be read. */
final class FaultyLog implements ChannelLog {
    private final ChannelLog inner;
    private final Faults faults;
    private final Chance chance;
    private final Latency latency;
    private final Truth truth;
    private final Tally tally;
    private final Trace trace;
    private Consumer<List<String>> onTroubledHeads = channels -> {};
    private boolean stopped;

    FaultyLog(ChannelLog inner, Faults faults, Chance chance, Latency latency, Truth truth, Tally tally, Trace trace) {
        this.inner = inner;
        this.faults = faults;
        this.chance = chance;
        this.latency = latency;
        this.truth = truth;
        this.tally = tally;
        this.trace = trace;
    }

    /** Told of channels whose heads are asked for while reading is in trouble. */
    void onTroubledHeads(Consumer<List<String>> told) {
        onTroubledHeads = told;
    }

    /** The process that asks is gone: what is under way may still happen, but nobody hears of it. */
    void stop() {
        stopped = true;
    }

    @Override
    public CompletionStage<List<Appended>> append(List<Append> entries) {
        latency.mayYield();
        Fault refusing = faults.refusing;
        CompletableFuture<List<Appended>> answer = new CompletableFuture<>();
        if (refusing != null) {
            settle(answer, () -> failed(refusing, "as the simulation wants it"));
        } else if (faults.acknowledgesEarly) {
            acknowledgeEarly(entries, answer);
        } else if (chance.percent(faults.silent)) {
            neverAnswer(entries);
        } else if (chance.percent(faults.refused)) {
            tally.count(Happening.APPEND_REFUSED_BEFORE);
            settle(answer, () -> failed(Fault.RETRIABLE, "before anything was done"));
        } else if (entries.size() > 1 && chance.percent(faults.inPart)) {
            tally.count(Happening.APPEND_APPLIED_IN_PART);
            apply(entries.subList(0, chance.between(1, entries.size() - 1)));
            settle(answer, () -> failed(Fault.RETRIABLE, "in the midst of a batch"));
        } else if (chance.percent(faults.answerLost)) {
            tally.count(Happening.APPEND_ANSWER_LOST);
            apply(entries);
            settle(answer, () -> failed(Fault.RETRIABLE, "the answer was lost"));
        } else if (chance.percent(faults.late)) {
            appendLate(entries, answer);
        } else {
            settleWith(answer, apply(entries));
        }
        latency.mayYield();
        return answer;
    }

    private void appendLate(List<Append> entries, CompletableFuture<List<Appended>> answer) {
        tally.count(Happening.APPEND_LATE);
        if (chance.oneIn(2)) {
            CompletableFuture<List<Appended>> results = apply(entries);
            later(() -> settleWith(answer, results));
        } else {
            later(() -> {
                CompletableFuture<List<Appended>> results = apply(entries);
                later(() -> settleWith(answer, results));
            });
        }
    }

    private void neverAnswer(List<Append> entries) {
        tally.count(Happening.APPEND_NEVER_ANSWERED);
        if (chance.oneIn(3)) {
            apply(entries);
        } else if (chance.oneIn(2)) {
            latency.after(Duration.ofMillis(chance.between(1, 6_000)), () -> {
                tally.count(Happening.APPEND_APPLIED_LATE);
                apply(entries);
            });
        }
    }

    /** The planted fault: the broker is told before anybody can read it. */
    private void acknowledgeEarly(List<Append> entries, CompletableFuture<List<Appended>> answer) {
        CompletableFuture<List<Appended>> results = inner.append(entries).toCompletableFuture();
        settleWith(answer, results);
        latency.after(Duration.ofMillis(20), () -> results.join().forEach(each -> truth.applied(inner, each)));
    }

    private CompletableFuture<List<Appended>> apply(List<Append> entries) {
        CompletableFuture<List<Appended>> results = inner.append(entries).toCompletableFuture();
        Append first = entries.get(0);
        trace.say(
                "the storage appends %d to %s from number %d",
                entries.size(), first.channel(), first.id().number());
        if (!results.isCompletedExceptionally()) {
            results.join().forEach(each -> truth.applied(inner, each));
        }
        return results;
    }

    @Override
    public CompletionStage<ReadResult> read(Read read) {
        if (read.maxBytes() == 64 << 10) {
            tally.count(Happening.PAGE_READ);
        }
        return asked(() -> inner.read(read));
    }

    @Override
    public CompletionStage<Position> positionAt(String channel, Instant instant) {
        return asked(() -> inner.positionAt(channel, instant));
    }

    @Override
    public CompletionStage<List<Head>> heads(List<String> channels) {
        if (faults.failedReads > 0 || faults.lateReads > 0) {
            onTroubledHeads.accept(channels);
        }
        return asked(() -> {
            CompletableFuture<List<Head>> heads = inner.heads(channels).toCompletableFuture();
            if (!heads.isCompletedExceptionally()) {
                trace.say("the storage knows %s", heads.join());
            }
            return heads;
        });
    }

    @Override
    public CompletionStage<Changes> changedSince(String token, int limit) {
        return asked(() -> inner.changedSince(token, limit));
    }

    @Override
    public CompletionStage<Void> trim(String channel, long throughOffset) {
        return asked(() -> inner.trim(channel, throughOffset));
    }

    @Override
    public CompletionStage<Void> delete(String channel) {
        return asked(() -> {
            CompletableFuture<Void> deleted = inner.delete(channel).toCompletableFuture();
            if (!deleted.isCompletedExceptionally()) {
                truth.deleted(inner, channel);
            }
            return deleted;
        });
    }

    private <T> CompletionStage<T> asked(Supplier<CompletionStage<T>> question) {
        latency.mayYield();
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (chance.percent(faults.failedReads)) {
            tally.count(Happening.READ_FAILED);
            settle(answer, () -> failed(Fault.RETRIABLE, "as the simulation wants it"));
        } else if (chance.percent(faults.lateReads)) {
            tally.count(Happening.READ_LATE);
            if (chance.oneIn(2)) {
                CompletableFuture<T> found = question.get().toCompletableFuture();
                later(() -> settleWith(answer, found));
            } else {
                later(() -> settleWith(answer, question.get().toCompletableFuture()));
            }
        } else {
            settleWith(answer, question.get().toCompletableFuture());
        }
        latency.mayYield();
        return answer;
    }

    private <T> void settle(CompletableFuture<T> answer, Supplier<CompletableFuture<T>> with) {
        if (chance.percent(faults.late)) {
            later(() -> settleWith(answer, with.get()));
        } else {
            settleWith(answer, with.get());
        }
    }

    private <T> void settleWith(CompletableFuture<T> answer, CompletableFuture<T> with) {
        if (stopped) {
            return;
        }
        with.whenComplete((value, failure) -> {
            if (failure != null) {
                answer.completeExceptionally(failure);
            } else {
                answer.complete(value);
            }
        });
    }

    private void later(Runnable work) {
        if (chance.oneIn(2)) {
            latency.soon(work);
        } else {
            latency.after(Duration.ofNanos(chance.below(faults.latest.toNanos())), work);
        }
    }

    private static <T> CompletableFuture<T> failed(Fault fault, String sentence) {
        return CompletableFuture.failedFuture(new StorageException(fault, sentence));
    }
}
