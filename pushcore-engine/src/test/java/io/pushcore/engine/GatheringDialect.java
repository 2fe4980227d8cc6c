package io.pushcore.engine;

import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.Message;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Command;
import io.pushcore.transport.Dialect;
import io.pushcore.transport.GatheringForm;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;

/** The words of {@link FakeDialect}, with messages in frames: {@code BYTES[TEXT,TEXT]}, a line each. */
final class GatheringDialect implements Dialect {
    static final GatheringForm FORM = new GatheringForm() {
        @Override
        public String name() {
            return "gathering";
        }

        @Override
        public void encode(Message message, Output out) {
            out.put(message.payload()).put(',');
        }

        @Override
        public void open(int bytes, Output out) {
            out.decimal(bytes).put('[');
        }

        @Override
        public void close(Output out) {
            out.put("]\n");
        }
    };

    @Override
    public String name() {
        return "gathering";
    }

    @Override
    public Codec open(Terms terms) {
        Codec words = new FakeDialect().open(terms);
        return new Codec() {
            @Override
            public Command decode(ByteBuffer in) {
                return words.decode(in);
            }

            @Override
            public WireForm form() {
                return FORM;
            }

            @Override
            public void encode(Command command, Reply reply, Output out) {
                words.encode(command, reply, out);
            }

            @Override
            public void encode(Event event, Output out) {
                words.encode(event, out);
            }

            @Override
            public void farewell(ErrorCode code, String sentence, Output out) {
                words.farewell(code, sentence, out);
            }
        };
    }
}
