package io.pushcore.storage;

import java.util.List;
import java.util.Optional;

/**
 * An inbox as its new owner finds it. Every number from {@code acknowledged + 1} to the one before {@code numbers} is in
 * {@code shown}, in {@code burned}, or acknowledged by itself.
 *
 * @param fence higher than that of every opening before, of this and of inboxes that were forgotten
 * @param numbers reserved for this owner
 * @param acknowledged all numbers up to this one are acknowledged or burned
 * @param shown what was shown and is not acknowledged, in the order of the numbers
 * @param burned numbers above {@code acknowledged} that were reserved and neither recorded nor given back, in their order
 * @param followVersion the owner's follow version, see {@link InboxStore#versions}
 * @param followed what it reads: the user's own log first, then what the user follows in the order of the bytes of the names
 * @param heldBy the node that had opened it before and has not released it
 */
public record OpenedInbox(
        long fence,
        SeqRange numbers,
        long acknowledged,
        List<Shown> shown,
        List<SeqRange> burned,
        long followVersion,
        List<Followed> followed,
        Optional<String> heldBy) {
    public OpenedInbox {
        shown = List.copyOf(shown);
        burned = List.copyOf(burned);
        followed = List.copyOf(followed);
    }
}
