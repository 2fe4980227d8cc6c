package io.pushcore.engine;

import io.pushcore.Message;
import io.pushcore.transport.GatheringForm;
import io.pushcore.transport.Output;
import io.pushcore.transport.WireForm;

/** Writes messages one after the other, in frames where their form gathers them. For one thread. */
final class Gathering {
    private final Encoder encoder;
    private final WireForm form;
    private final int most;
    private final Output out;
    private final Output frame = new Output();
    private int gathered;

    /** @param most how many messages a frame has at most; 0 for no bound */
    Gathering(Encoder encoder, WireForm form, int most, Output out) {
        this.encoder = encoder;
        this.form = form;
        this.most = most;
        this.out = out;
    }

    void add(Message message) {
        if (form instanceof GatheringForm) {
            encoder.encode(form, message, frame);
            gathered++;
            if (gathered == most) {
                end();
            }
        } else {
            encoder.encode(form, message, out);
        }
    }

    /** The last has been added. */
    void end() {
        if (form instanceof GatheringForm gathering && frame.length() > 0) {
            frame.cutTo(frame.length() - 1);
            gathering.open(frame.length(), out);
            out.put(frame.toBytes());
            gathering.close(out);
        }
        frame.clear();
        gathered = 0;
    }
}
