package io.pushcore.storage;

import io.pushcore.Position;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Inboxes, follows and read marks. A follow and a mark belong to the owner and hold for all the owner's inboxes, there now or later;
 * cursors and numbers belong to one inbox. Positions of an epoch that is over are told in that of the channel's head where they still hold. A failed call completes with a {@link StorageException}; except {@link #open} each may be
 * repeated when its outcome is unknown.
 */
public interface InboxStore {
    /** The most numbers that are reserved at once. */
    int MAX_NUMBERS = 1_024;

    /**
     * Makes the caller the owner of an inbox, in one step: raises the fence, burns what the owner before had reserved and neither
     * recorded nor given back, reserves so many numbers after all others, and tells what is recorded. An inbox that does not
     * exist is created: its first number is 1, it stands before the oldest kept of the {@linkplain InboxId#ownLog own log}
     * and where each follow took effect.
     *
     * @param node as {@link #holder} tells it; not empty
     * @param numbers 1 to {@link #MAX_NUMBERS}; another completes with an {@link IllegalArgumentException}
     */
    CompletionStage<OpenedInbox> open(InboxId inbox, String node, int numbers);

    /** Whether it was ever opened and not forgotten. */
    CompletionStage<Boolean> exists(InboxId inbox);

    /** The node that opened it last and has not released it; whether that node lives, its lease tells. */
    CompletionStage<Optional<String>> holder(InboxId inbox);

    /**
     * Reserves the numbers up to one, which follow those the owner has; nothing, if they are reserved already. Fails with
     * {@code FENCED} where the inbox has another owner by now, was released or was forgotten, and with an {@link
     * IllegalArgumentException} where these are more than {@link #MAX_NUMBERS}.
     */
    CompletionStage<Void> reserve(InboxId inbox, long fence, long through);

    /** Records, each in one step, with one outcome each, in the order given. */
    CompletionStage<List<Checkpoint.Outcome>> checkpoint(List<Checkpoint> batch);

    /**
     * Makes a channel part of the owner's inboxes, from the head on that it has at a moment of this call; gives where it takes
     * effect: what was appended before the call is not after it, what is appended after the call is. Followed already, it stays
     * as it is, and the position is where that took effect. Else raises the owner's follow version.
     */
    CompletionStage<Position> follow(String owner, String channel);

    /** The same, from a position on. */
    CompletionStage<Position> follow(String owner, String channel, Position from);

    /** The opposite; raises the follow version if the channel was followed, and says so. Its cursors are forgotten. */
    CompletionStage<Boolean> unfollow(String owner, String channel);

    /** Owners who follow a channel, after one of them, in the order of the bytes of their names. */
    CompletionStage<List<String>> followers(String channel, String after, int limit);

    /**
     * The follow versions of owners, in the order given: another one whenever what an owner follows has changed, and none twice.
     * 0 for an owner of whom nothing is kept.
     */
    CompletionStage<List<Long>> versions(List<String> owners);

    /** What an inbox reads now, as {@link OpenedInbox#followed()}, by what is recorded; where it does not exist, as it would begin. */
    CompletionStage<List<Followed>> followed(InboxId inbox);

    /**
     * Adds to what was read of the owner's own log. What is of another epoch than the log, or beyond its head, is passed
     * over.
     */
    CompletionStage<Void> mark(String owner, ReadMarks read);

    /** What was read of the owner's own log, in its epoch of now. What was marked in one that is over is forgotten. */
    CompletionStage<ReadMarks> marks(String owner);

    /** Forgets an inbox; with the last one of its owner also the owner's follows and marks. */
    CompletionStage<Void> forget(InboxId inbox);

    /**
     * Forgets, as {@link #forget} does, some of the inboxes that were neither opened nor recorded since an instant, the longest
     * unused first, each in one step, and tells which. An owner who has followed or marked, and has no inbox, is told as one of
     * no device, by the time of that.
     */
    CompletionStage<List<InboxId>> forgetUnused(Instant since, int limit);
}
