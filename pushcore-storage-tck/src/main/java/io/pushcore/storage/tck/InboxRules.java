package io.pushcore.storage.tck;

import io.pushcore.Position;
import io.pushcore.storage.Checkpoint;
import io.pushcore.storage.Cursor;
import io.pushcore.storage.Followed;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.InboxStore;
import io.pushcore.storage.OffsetSet;
import io.pushcore.storage.OpenedInbox;
import io.pushcore.storage.ReadMarks;
import io.pushcore.storage.SeqRange;
import io.pushcore.storage.Shown;
import io.pushcore.storage.StorageException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;

/** A backend that keeps inboxes, and what the rules say to it. */
abstract class InboxRules extends StorageRules {
    static final InboxId ANN = new InboxId("ann", "");
    static final InboxId PHONE = new InboxId("ann", "phone");
    /** How many numbers an opening reserves, unless said otherwise. */
    static final int NUMBERS = 10;

    InboxRules() {}

    @BeforeEach
    void needsInboxes() {
        only(backend().inboxStore().isPresent(), "T100 to T130", "no inboxes");
    }

    final InboxStore inboxes() {
        return backend().inboxStore().orElseThrow();
    }

    final OpenedInbox open(InboxId inbox) {
        return await(inboxes().open(inbox, "node", NUMBERS));
    }

    final Position follow(String owner, String channel) {
        return await(inboxes().follow(owner, channel));
    }

    final List<Followed> followed(InboxId inbox) {
        return await(inboxes().followed(inbox));
    }

    final long version(String owner) {
        return await(inboxes().versions(List.of(owner))).get(0);
    }

    final Checkpoint.Outcome record(Checkpoint checkpoint) {
        return await(inboxes().checkpoint(List.of(checkpoint))).get(0);
    }

    /** The cursor of an inbox in a channel, as it is recorded. */
    final Followed cursor(InboxId inbox, String channel) {
        return in(followed(inbox), channel);
    }

    static Followed in(List<Followed> all, String channel) {
        return all.stream()
                .filter(each -> each.channel().equals(channel))
                .findFirst()
                .orElseThrow(() -> new AssertionError(channel + " is not followed: " + all));
    }

    /** The same follow, acknowledged up to an offset and at some more. */
    static Followed moved(Followed from, long floor, long... beyond) {
        return moved(from, new Cursor(from.cursor().epoch(), floor, OffsetSet.of(beyond)));
    }

    static Followed moved(Followed from, Cursor to) {
        return new Followed(from.channel(), from.version(), to);
    }

    /** Of an owner that goes on, with nothing shown and nothing burned. */
    static Checkpoint checkpoint(InboxId inbox, OpenedInbox opened, long acknowledged, long last, Followed... moved) {
        return checkpoint(inbox, opened, acknowledged, last, List.of(), moved);
    }

    static Checkpoint checkpoint(
            InboxId inbox, OpenedInbox opened, long acknowledged, long last, List<Shown> shown, Followed... moved) {
        return new Checkpoint(
                inbox, opened.fence(), acknowledged, last, shown, opened.burned(), Arrays.asList(moved), false);
    }

    static Checkpoint release(Checkpoint last) {
        return new Checkpoint(
                last.inbox(),
                last.fence(),
                last.acknowledged(),
                last.last(),
                last.shown(),
                last.burned(),
                last.moved(),
                true);
    }

    static SeqRange range(long first, long last) {
        return new SeqRange(first, last);
    }

    /** One of each call. */
    static List<Supplier<CompletionStage<?>>> calls(InboxStore inboxes) {
        Position position = new Position("e", 0);
        Checkpoint checkpoint = new Checkpoint(ANN, 0, 0, 0, List.of(), List.of(), List.of(), false);
        return List.of(
                () -> inboxes.follow("ann", "news"),
                () -> inboxes.follow("ann", "other", position),
                () -> inboxes.open(ANN, "node", 1),
                () -> inboxes.exists(ANN),
                () -> inboxes.holder(ANN),
                () -> unlessFenced(inboxes.reserve(ANN, 0, 0)),
                () -> inboxes.checkpoint(List.of(checkpoint)),
                () -> inboxes.followers("news", "", 10),
                () -> inboxes.versions(List.of("ann")),
                () -> inboxes.followed(ANN),
                () -> inboxes.mark("ann", new ReadMarks("e", OffsetSet.of(1))),
                () -> inboxes.marks("ann"),
                () -> inboxes.unfollow("ann", "news"),
                () -> inboxes.forget(ANN),
                () -> inboxes.forgetUnused(Instant.EPOCH, 10));
    }

    /** A call that may come without its lease or fence. */
    static CompletionStage<Boolean> unlessFenced(CompletionStage<?> call) {
        return call.handle((done, failure) -> {
            if (failure instanceof StorageException refusal && refusal.fault() != StorageException.Fault.FENCED) {
                throw refusal;
            }
            return true;
        });
    }
}
