package io.pushcore.netty.load;

import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.Message;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Command;
import io.pushcore.transport.Dialect;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A dialect that counts how many messages are encoded. */
final class CountingDialect implements Dialect {
    final AtomicLong encodings = new AtomicLong();
    private final Dialect dialect;
    private final Map<WireForm, WireForm> forms = new ConcurrentHashMap<>();

    CountingDialect(Dialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public String name() {
        return dialect.name();
    }

    @Override
    public Codec open(Terms terms) {
        return new CountingCodec(dialect.open(terms));
    }

    private final class CountingForm implements WireForm {
        private final WireForm form;

        CountingForm(WireForm form) {
            this.form = form;
        }

        @Override
        public String name() {
            return form.name();
        }

        @Override
        public void encode(Message message, Output out) {
            encodings.incrementAndGet();
            form.encode(message, out);
        }
    }

    private final class CountingCodec implements Codec {
        private final Codec codec;

        CountingCodec(Codec codec) {
            this.codec = codec;
        }

        @Override
        public @Nullable Command decode(ByteBuffer in) {
            return codec.decode(in);
        }

        @Override
        public WireForm form() {
            return forms.computeIfAbsent(codec.form(), CountingForm::new);
        }

        @Override
        public void encode(Command command, Reply reply, Output out) {
            codec.encode(command, reply, out);
        }

        @Override
        public void encode(Event event, Output out) {
            codec.encode(event, out);
        }

        @Override
        public void farewell(ErrorCode code, String sentence, Output out) {
            codec.farewell(code, sentence, out);
        }
    }
}
