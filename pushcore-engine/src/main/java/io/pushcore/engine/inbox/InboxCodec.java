package io.pushcore.engine.inbox;

import io.pushcore.Delivery;
import io.pushcore.ErrorCode;
import io.pushcore.Gap;
import io.pushcore.InboxEvent;
import io.pushcore.InboxGap;
import io.pushcore.Message;
import io.pushcore.PendingMessages;
import io.pushcore.Position;
import io.pushcore.PushCoreException;
import io.pushcore.engine.cluster.Bytes;
import io.pushcore.engine.cluster.Bytes.Reading;
import io.pushcore.engine.cluster.MessageCodec;
import io.pushcore.storage.InboxId;
import java.util.ArrayList;
import java.util.List;

/** Questions to the owner of an inbox and its answers, as nodes tell each other. The first item of an answer says what became of the question. */
final class InboxCodec {
    private static final int DONE = 0;
    private static final int REFUSED = 1;
    private static final int NOT_MINE = 2;
    private static final int DELIVERY = 0;
    private static final int GAP = 1;

    private InboxCodec() {}

    /** What is asked of an inbox, with a number: how many, or which. */
    record Question(InboxId inbox, long number) {}

    static byte[] bytes(Question question) {
        return new Bytes(64)
                .text(question.inbox().owner())
                .text(question.inbox().device())
                .number(question.number())
                .toArray();
    }

    static Question question(byte[] body) {
        Reading from = new Reading(body);
        return new Question(new InboxId(from.text(), from.text()), from.number());
    }

    /** The inbox is not open here, or no more. */
    static List<byte[]> notMine() {
        return List.of(new byte[] {NOT_MINE});
    }

    static List<byte[]> refused(PushCoreException why) {
        return List.of(new Bytes(64)
                .one(REFUSED)
                .text(why.code().name())
                .text(why.sentence())
                .toArray());
    }

    static List<byte[]> done() {
        return List.of(new byte[] {DONE});
    }

    static List<byte[]> pending(PendingMessages pending) {
        List<byte[]> items = new ArrayList<>();
        items.add(new Bytes(10).one(DONE).number(pending.count()).toArray());
        pending.events().forEach(event -> items.add(bytes(event)));
        return items;
    }

    /** Whether the owner has answered, be it with a refusal, which is thrown. */
    static boolean isAnswer(List<byte[]> items) {
        if (items.isEmpty()) {
            return false;
        }
        Reading first = new Reading(items.get(0));
        int outcome = first.one();
        if (outcome == REFUSED) {
            throw new PushCoreException(code(first.text()), first.text());
        }
        return outcome == DONE;
    }

    private static ErrorCode code(String name) {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.name().equals(name)) {
                return code;
            }
        }
        return ErrorCode.INTERNAL;
    }

    static PendingMessages pending(List<byte[]> items) {
        Reading first = new Reading(items.get(0));
        first.one();
        long count = first.number();
        return new PendingMessages(
                count, items.stream().skip(1).map(InboxCodec::event).toList());
    }

    private static byte[] bytes(InboxEvent event) {
        Bytes bytes = new Bytes(128);
        if (event instanceof Delivery delivery) {
            Message message = delivery.message();
            bytes.one(DELIVERY)
                    .number(delivery.seq())
                    .number(delivery.redeliveries())
                    .text(message.channel())
                    .text(message.position().epoch())
                    .block(MessageCodec.bytes(message));
        } else if (event instanceof InboxGap gap) {
            bytes.one(GAP)
                    .number(gap.seq())
                    .one(gap.reason() == InboxGap.Reason.EXPIRED ? 1 : 0)
                    .text(gap.gap().channel());
            position(bytes, gap.gap().from());
            position(bytes, gap.gap().to());
        }
        return bytes.toArray();
    }

    private static InboxEvent event(byte[] item) {
        Reading from = new Reading(item);
        if (from.one() == DELIVERY) {
            long seq = from.number();
            int redeliveries = (int) from.number();
            String channel = from.text();
            return new Delivery(seq, MessageCodec.read(channel, from.text(), from.part()), redeliveries);
        }
        long seq = from.number();
        InboxGap.Reason reason = from.one() == 1 ? InboxGap.Reason.EXPIRED : InboxGap.Reason.TRIMMED;
        return new InboxGap(seq, new Gap(from.text(), position(from), position(from)), reason);
    }

    private static void position(Bytes bytes, Position position) {
        bytes.text(position.epoch()).number(position.offset());
    }

    private static Position position(Reading from) {
        return new Position(from.text(), from.number());
    }
}
