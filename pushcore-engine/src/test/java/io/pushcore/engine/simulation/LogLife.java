package io.pushcore.engine.simulation;

import io.pushcore.Message;
import io.pushcore.storage.Head;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A channel from its beginning until it is deleted, or lost with its storage: its offsets go on, whatever epochs begin in it. */
final class LogLife {
    private final List<Message> messages = new ArrayList<>();
    /** Its epochs, the oldest first, each with the offset it begins after. */
    private final Map<String, Long> epochs = new LinkedHashMap<>();

    /** By its offset less one. */
    List<Message> messages() {
        return Collections.unmodifiableList(messages);
    }

    List<String> epochs() {
        return List.copyOf(epochs.keySet());
    }

    boolean knows(String epoch) {
        return epochs.containsKey(epoch);
    }

    /** The last offset that positions of an epoch have. */
    long end(String epoch) {
        boolean passed = false;
        for (Map.Entry<String, Long> each : epochs.entrySet()) {
            if (passed) {
                return each.getValue();
            }
            passed = each.getKey().equals(epoch);
        }
        return messages.size();
    }

    /** The storage says where it ends, in which epoch. */
    void learn(Head head) {
        if (head.last() != messages.size()) {
            throw new Violation("L5: " + messages.size() + " were stored, and the log ends elsewhere: " + head);
        }
        epochs.putIfAbsent(head.epoch(), head.last());
    }

    void stored(Message message) {
        String epoch = message.position().epoch();
        int offset = (int) message.offset();
        if (offset <= messages.size()) {
            Message known = messages.get(offset - 1);
            if (!known.payload().equals(message.payload())
                    || !known.time().equals(message.time())
                    || !known.position().equals(message.position())) {
                throw new Violation("L2: an offset was given twice: " + known + " and " + message);
            }
            return;
        }
        if (offset != messages.size() + 1) {
            throw new Violation("L1: offsets have a hole before " + message.position());
        }
        if (offset > 1 && !message.time().isAfter(messages.get(offset - 2).time())) {
            throw new Violation("L1: time does not rise at " + message.position());
        }
        epochs.putIfAbsent(epoch, offset - 1L);
        if (end(epoch) != messages.size()) {
            throw new Violation("L5: stored beyond the end of its epoch: " + message);
        }
        messages.add(message);
    }
}
