package io.pushcore.engine.inbox;

import io.pushcore.ErrorCode;
import io.pushcore.HeadReader;
import io.pushcore.History;
import io.pushcore.Inbox;
import io.pushcore.InboxEvent;
import io.pushcore.InboxSession;
import io.pushcore.Page;
import io.pushcore.PendingMessages;
import io.pushcore.Position;
import io.pushcore.PushCoreException;
import io.pushcore.ReadStates;
import io.pushcore.Subscription;
import io.pushcore.storage.Cursor;
import io.pushcore.storage.Followed;
import io.pushcore.storage.Head;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.OffsetSet;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadMarks;
import io.pushcore.storage.ReadResult;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongPredicate;

/** An inbox as the application holds it: a name. */
public final class LocalInbox implements Inbox {
    private static final int MOST_STATES = 100_000;
    private static final long PAGE_BYTES = 1 << 20;

    private final Ground ground;
    private final Inboxes inboxes;
    private final InboxId id;

    public LocalInbox(Inboxes inboxes, InboxId id) {
        this.ground = inboxes.ground();
        this.inboxes = inboxes;
        this.id = id;
    }

    /** The channel that is a user's own log. */
    public static String logOf(String user) {
        return "@" + user;
    }

    @Override
    public String user() {
        return id.owner();
    }

    @Override
    public String device() {
        return id.device();
    }

    @Override
    public CompletableFuture<InboxSession> open() {
        return ground.answer(ground.enter(id, () -> inboxes.open(id)).thenCompose(inboxes::session));
    }

    @Override
    public CompletableFuture<PendingMessages> pending(int most) {
        if (most < 0) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, "most must not be negative: " + most);
        }
        return ground.answer(inboxes.pending(id, most));
    }

    @Override
    public CompletableFuture<InboxEvent> first() {
        FirstQuest quest = new FirstQuest(inboxes, id);
        CompletableFuture<InboxEvent> answer = ground.answer(quest.begin());
        answer.whenComplete((event, failure) -> quest.giveUp());
        return answer;
    }

    @Override
    public CompletableFuture<Void> ack(long seq) {
        return ground.answer(inboxes.ack(id, seq));
    }

    @Override
    public CompletableFuture<ReadStates> acknowledged(long first, long last) {
        within(first, last, MOST_STATES);
        return ground.answer(head().thenCombine(inboxes.cursor(id, logOf(user())), (head, known) -> {
            Cursor cursor = known.filter(one -> one.epoch().equals(head.epoch()))
                    .orElse(new Cursor(head.epoch(), 0, OffsetSet.EMPTY));
            return states(
                    first,
                    last,
                    offset -> offset <= head.last()
                            && (offset <= cursor.floor() || cursor.beyond().contains(offset)));
        }));
    }

    @Override
    public CompletableFuture<Boolean> exists() {
        return ground.answer(ground.store().exists(id));
    }

    @Override
    public CompletableFuture<Page> read(long first, long last) {
        within(first, last, History.MAX_LIMIT);
        return ground.answer(head().thenCompose(head -> {
            // beyond the head a position is gone, and what is left of the log would be found
            long before = Math.min(Math.max(first, head.first()) - 1, head.last());
            int most = (int) Math.max(1, last - before);
            return ground.read(Read.after(logOf(user()), new Position(head.epoch(), before), most, PAGE_BYTES))
                    .thenApply(result -> page(result, first, last));
        }));
    }

    private static Page page(ReadResult result, long first, long last) {
        ReadResult.Found found = result instanceof ReadResult.Gone gone ? gone.rest() : (ReadResult.Found) result;
        return new Page(
                found.messages().stream()
                        .filter(message -> message.offset() >= first && message.offset() <= last)
                        .toList(),
                found.through(),
                found.head(),
                Optional.empty());
    }

    @Override
    public CompletableFuture<Void> markRead(long first, long last) {
        if (first < 1 || last < first) {
            throw new PushCoreException(
                    ErrorCode.BAD_REQUEST, "offsets must be positive and rise: " + first + ", " + last);
        }
        return ground.answer(head().thenCompose(head -> {
            OffsetSet offsets = OffsetSet.range(first, Math.min(last, head.last()));
            return offsets.isEmpty()
                    ? CompletableFuture.completedFuture(null)
                    : ground.store().mark(user(), new ReadMarks(head.epoch(), offsets));
        }));
    }

    @Override
    public CompletableFuture<Long> unread() {
        return ground.answer(head().thenCombine(ground.store().marks(user()), (head, marks) -> {
            long kept = head.last() - head.first() + 1;
            return marks.epoch().equals(head.epoch())
                    ? kept - marks.offsets().countWithin(head.first(), head.last())
                    : kept;
        }));
    }

    @Override
    public CompletableFuture<ReadStates> readStates(long first, long last) {
        within(first, last, MOST_STATES);
        return ground.answer(head().thenCombine(ground.store().marks(user()), (head, marks) -> {
            OffsetSet read = marks.epoch().equals(head.epoch()) ? marks.offsets() : OffsetSet.EMPTY;
            return states(first, last, read::contains);
        }));
    }

    private static ReadStates states(long first, long last, LongPredicate isMarked) {
        byte[] bits = new byte[(int) ((last - first) / 8 + 1)];
        for (long offset = last; offset >= first; offset--) {
            int bit = (int) (last - offset);
            if (isMarked.test(offset)) {
                bits[bit >>> 3] |= (byte) (0x80 >>> (bit & 7));
            }
        }
        return new ReadStates(first, last, bits);
    }

    @Override
    public Subscription heads(HeadReader reader) {
        LocalHead head = new LocalHead(inboxes, logOf(user()), reader);
        head.begin();
        return head;
    }

    @Override
    public CompletableFuture<List<String>> follows() {
        return ground.answer(ground.store()
                .followed(id)
                .thenApply(followed -> followed.stream()
                        .map(Followed::channel)
                        .filter(channel -> !channel.equals(logOf(user())))
                        .toList()));
    }

    @Override
    public CompletableFuture<Void> forget() {
        return ground.answer(inboxes.forget(id));
    }

    private CompletionStage<Head> head() {
        return ground.heads(List.of(logOf(user()))).thenApply(heads -> heads.get(0));
    }

    private static void within(long first, long last, long most) {
        if (first < 1 || last < first || last - first >= most) {
            throw new PushCoreException(
                    ErrorCode.BAD_REQUEST,
                    "offsets must be positive and rise, at most " + most + " of them: " + first + ", " + last);
        }
    }
}
