package io.pushcore.netty.minipush;

import io.pushcore.Message;
import io.pushcore.Page;
import io.pushcore.ReadStates;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import java.util.Base64;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Which events from a number downwards were read: a block for each run of numbers that are there, so that one which is missing shifts nothing.
 * Which are there only the log itself can tell.
 */
final class StatesInquiry implements Inquiry {
    /** How many numbers it goes down. */
    private static final int MOST = 10_000;
    /** So many at once: a page is bounded in bytes besides. */
    private static final int PAGE = 1_000;

    private final long last;
    private final long first;
    private final BitSet there = new BitSet();
    private long asked;
    private @Nullable ReadStates states;

    StatesInquiry(long head) {
        this.last = head;
        this.first = Math.max(1, head - MOST + 1);
    }

    @Override
    public Command begin() {
        return page(first);
    }

    private Command page(long from) {
        asked = from;
        return new Command.ReadOwn(from, Math.min(last, from + PAGE - 1));
    }

    @Override
    public @Nullable Command next(Reply reply) {
        if (reply instanceof Reply.OwnPage own) {
            Page page = own.page();
            for (Message message : page.messages()) {
                there.set((int) (message.offset() - first));
            }
            long through = page.through().offset();
            if (through >= asked && through < Math.min(last, page.head().offset())) {
                return page(through + 1);
            }
            return there.isEmpty() ? null : new Command.ListReadStates(first, last);
        }
        if (reply instanceof Reply.States known) {
            states = known.states();
        }
        return null;
    }

    @Override
    public void answer(Output json) {
        json.put("{\"get_read_states\":{");
        String between = "\"blocks\":[";
        ReadStates known = states;
        int high = known == null ? -1 : there.length() - 1;
        while (known != null && high >= 0) {
            int below = there.previousClearBit(high);
            json.put(between);
            block(known, first + below + 1, first + high, json);
            between = ",";
            high = below < 0 ? -1 : there.previousSetBit(below);
        }
        json.put(there.isEmpty() ? "}}" : "]}}");
    }

    private static void block(ReadStates states, long low, long high, Output json) {
        int length = (int) (high - low + 1);
        byte[] bits = new byte[(length + 7) / 8];
        for (int bit = 0; bit < length; bit++) {
            if (states.isRead(high - bit)) {
                bits[bit >>> 3] |= (byte) (0x80 >>> (bit & 7));
            }
        }
        MinipushJson.Fields fields = new MinipushJson.Fields(json);
        fields.number("seq", high);
        fields.number("len", length);
        fields.text("base64", Base64.getEncoder().encodeToString(bits));
        fields.end();
    }
}
