package io.pushcore.netty.load;

import io.pushcore.Broker;
import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.Message;
import io.pushcore.Time;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Command;
import io.pushcore.transport.Connection;
import io.pushcore.transport.Dialect;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Link;
import io.pushcore.transport.Listener;
import io.pushcore.transport.Output;
import io.pushcore.transport.PresenceChange;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** How many times a message was encoded, in whatever form: between a transport and the engine, of which neither knows. */
final class Encodings {
    private final AtomicLong count = new AtomicLong();
    private final Map<WireForm, WireForm> forms = new ConcurrentHashMap<>();

    long count() {
        return count.get();
    }

    /** The transport, counted. */
    Listener of(Listener listener) {
        return new CountedListener(listener);
    }

    private final class CountedListener implements Listener {
        private final Listener listener;

        CountedListener(Listener listener) {
            this.listener = listener;
        }

        @Override
        public String name() {
            return listener.name();
        }

        @Override
        public int port() {
            return listener.port();
        }

        @Override
        public CompletionStage<Void> start(Gateway gateway) {
            return listener.start(new CountedGateway(gateway));
        }

        @Override
        public void stopAccepting() {
            listener.stopAccepting();
        }

        @Override
        public CompletionStage<Void> close() {
            return listener.close();
        }
    }

    private final class CountedGateway implements Gateway {
        private final Gateway gateway;

        CountedGateway(Gateway gateway) {
            this.gateway = gateway;
        }

        @Override
        public Link connect(Connection connection, Dialect dialect) {
            return gateway.connect(connection, new CountedDialect(dialect));
        }

        @Override
        public void received(long bytes) {
            gateway.received(bytes);
        }

        @Override
        public void sent(long bytes) {
            gateway.sent(bytes);
        }

        @Override
        public void refused(ErrorCode why) {
            gateway.refused(why);
        }

        @Override
        public Executor executor() {
            return gateway.executor();
        }

        @Override
        public Time time() {
            return gateway.time();
        }

        @Override
        public Broker broker() {
            return gateway.broker();
        }
    }

    private final class CountedDialect implements Dialect {
        private final Dialect dialect;

        CountedDialect(Dialect dialect) {
            this.dialect = dialect;
        }

        @Override
        public String name() {
            return dialect.name();
        }

        @Override
        public Codec open(Terms terms) {
            return new CountedCodec(dialect.open(terms));
        }
    }

    private final class CountedForm implements WireForm {
        private final WireForm form;

        CountedForm(WireForm form) {
            this.form = form;
        }

        @Override
        public String name() {
            return form.name();
        }

        @Override
        public void encode(Message message, Output out) {
            count.incrementAndGet();
            form.encode(message, out);
        }
    }

    private final class CountedCodec implements Codec {
        private final Codec codec;

        CountedCodec(Codec codec) {
            this.codec = codec;
        }

        @Override
        public @Nullable Command decode(ByteBuffer in) {
            return codec.decode(in);
        }

        @Override
        public WireForm form() {
            return forms.computeIfAbsent(codec.form(), CountedForm::new);
        }

        @Override
        public void encode(Command command, Reply reply, Output out) {
            codec.encode(command, reply, out);
        }

        @Override
        public void encode(Event event, Output out) {
            if (event instanceof Message) {
                count.incrementAndGet();
            }
            codec.encode(event, out);
        }

        @Override
        public void encode(PresenceChange change, Output out) {
            codec.encode(change, out);
        }

        @Override
        public Duration heartbeatEvery() {
            return codec.heartbeatEvery();
        }

        @Override
        public Duration heartbeatAnswerWithin() {
            return codec.heartbeatAnswerWithin();
        }

        @Override
        public void heartbeat(Output out) {
            codec.heartbeat(out);
        }

        @Override
        public void farewell(ErrorCode code, String sentence, Output out) {
            codec.farewell(code, sentence, out);
        }
    }
}
