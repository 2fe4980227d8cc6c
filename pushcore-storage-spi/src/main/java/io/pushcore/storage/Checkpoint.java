package io.pushcore.storage;

import java.util.List;

/**
 * What an owner records of its inbox. One that comes late, with a lower {@code acknowledged} or {@code last} than is recorded, or the
 * same {@code last} and more numbers in {@code shown}, changes nothing, so that a call of unknown outcome may be followed by another.
 *
 * @param inbox which
 * @param fence of the opening
 * @param acknowledged see {@link OpenedInbox}
 * @param last the highest number given so far; the one before {@link OpenedInbox#numbers} where none was given
 * @param shown all that is shown and not acknowledged, in the order of the numbers; replaces what was recorded
 * @param burned replaces what was recorded
 * @param moved the cursors that moved. In the same epoch a cursor goes forward only: the higher floor, and both sets
 *     above it; another epoch replaces it. One of a channel that is not followed with that version is passed over
 * @param release whether the owner ends: the numbers it has reserved after {@code last} are given back, and what it writes
 *     afterwards is fenced
 */
public record Checkpoint(
        InboxId inbox,
        long fence,
        long acknowledged,
        long last,
        List<Shown> shown,
        List<SeqRange> burned,
        List<Followed> moved,
        boolean release) {
    /** What became of a checkpoint. */
    public enum Outcome {
        RECORDED,
        /** The inbox has another owner by now, was released or was forgotten: nothing was recorded. */
        FENCED
    }

    public Checkpoint {
        shown = List.copyOf(shown);
        burned = List.copyOf(burned);
        moved = List.copyOf(moved);
    }
}
