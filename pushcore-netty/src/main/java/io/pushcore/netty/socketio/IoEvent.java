package io.pushcore.netty.socketio;

import io.pushcore.Payload;
import io.pushcore.socketio.SocketIoEvent;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** An event as the application sees it. Usable from any thread. */
final class IoEvent implements SocketIoEvent {
    private final String name;
    private final List<Payload> args;
    private final List<Payload> attachments;
    private final boolean isAsking;
    private final Consumer<List<Payload>> answer;
    private final AtomicBoolean answered = new AtomicBoolean();

    IoEvent(
            String name,
            List<Payload> args,
            List<Payload> attachments,
            boolean isAsking,
            Consumer<List<Payload>> answer) {
        this.name = name;
        this.args = List.copyOf(args);
        this.attachments = List.copyOf(attachments);
        this.isAsking = isAsking;
        this.answer = answer;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Payload> args() {
        return args;
    }

    @Override
    public List<Payload> attachments() {
        return attachments;
    }

    @Override
    public boolean isAsking() {
        return isAsking;
    }

    @Override
    public void answer(Payload... with) {
        if (isAsking && answered.compareAndSet(false, true)) {
            answer.accept(List.of(with));
        }
    }
}
