package io.pushcore.engine;

import io.pushcore.Position;
import io.pushcore.storage.Checkpoint;
import io.pushcore.storage.Followed;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.InboxStore;
import io.pushcore.storage.OpenedInbox;
import io.pushcore.storage.ReadMarks;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The inboxes of a storage; a call that gets no answer fails. Keeps nothing. */
final class PromptInboxStore implements InboxStore {
    private final InboxStore inner;
    private final Prompt prompt;

    PromptInboxStore(InboxStore inner, Prompt prompt) {
        this.inner = inner;
        this.prompt = prompt;
    }

    @Override
    public CompletionStage<OpenedInbox> open(InboxId inbox, String node, int numbers) {
        return prompt.once("open an inbox", inner.open(inbox, node, numbers));
    }

    @Override
    public CompletionStage<Boolean> exists(InboxId inbox) {
        return prompt.attempt("look for an inbox", inner.exists(inbox));
    }

    @Override
    public CompletionStage<Optional<String>> holder(InboxId inbox) {
        return prompt.attempt("who holds an inbox", inner.holder(inbox));
    }

    @Override
    public CompletionStage<Void> reserve(InboxId inbox, long fence, long through) {
        return prompt.attempt("reserve numbers", inner.reserve(inbox, fence, through));
    }

    @Override
    public CompletionStage<List<Checkpoint.Outcome>> checkpoint(List<Checkpoint> batch) {
        return prompt.attempt("record inboxes", inner.checkpoint(batch));
    }

    @Override
    public CompletionStage<Position> follow(String owner, String channel) {
        return prompt.once("follow", inner.follow(owner, channel));
    }

    @Override
    public CompletionStage<Position> follow(String owner, String channel, Position from) {
        return prompt.once("follow", inner.follow(owner, channel, from));
    }

    @Override
    public CompletionStage<Boolean> unfollow(String owner, String channel) {
        return prompt.once("unfollow", inner.unfollow(owner, channel));
    }

    @Override
    public CompletionStage<List<String>> followers(String channel, String after, int limit) {
        return prompt.once("list followers", inner.followers(channel, after, limit));
    }

    @Override
    public CompletionStage<List<Long>> versions(List<String> owners) {
        return prompt.attempt("follow versions", inner.versions(owners));
    }

    @Override
    public CompletionStage<List<Followed>> followed(InboxId inbox) {
        return prompt.attempt("what is followed", inner.followed(inbox));
    }

    @Override
    public CompletionStage<Void> mark(String owner, ReadMarks read) {
        return prompt.once("mark", inner.mark(owner, read));
    }

    @Override
    public CompletionStage<ReadMarks> marks(String owner) {
        return prompt.once("read marks", inner.marks(owner));
    }

    @Override
    public CompletionStage<Void> forget(InboxId inbox) {
        return prompt.once("forget an inbox", inner.forget(inbox));
    }

    @Override
    public CompletionStage<List<InboxId>> forgetUnused(Instant since, int limit) {
        return prompt.once("forget unused inboxes", inner.forgetUnused(since, limit));
    }
}
