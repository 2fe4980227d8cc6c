package io.pushcore.netty;

import io.pushcore.Broker;
import io.pushcore.ErrorCode;
import io.pushcore.Time;
import io.pushcore.transport.Connection;
import io.pushcore.transport.Dialect;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Link;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Hands out a {@link FakeLink} per connection. */
final class FakeGateway implements Gateway {
    private final BlockingQueue<FakeLink> links = new LinkedBlockingQueue<>();

    @Override
    public Link connect(Connection connection, Dialect dialect) {
        if (!connection.lane().isCurrent()) {
            throw new AssertionError("not on the lane");
        }
        FakeLink link = new FakeLink(connection);
        links.add(link);
        return link;
    }

    @Override
    public Executor executor() {
        throw new AssertionError("there is none");
    }

    @Override
    public Time time() {
        throw new AssertionError("there is none");
    }

    @Override
    public Broker broker() {
        throw new AssertionError("there is none");
    }

    @Override
    public void received(long bytes) {}

    @Override
    public void sent(long bytes) {}

    @Override
    public void refused(ErrorCode why) {}

    /** The link of the next connection; fails after ten seconds. */
    FakeLink next() throws InterruptedException {
        FakeLink link = links.poll(10, TimeUnit.SECONDS);
        if (link == null) {
            throw new AssertionError("nobody connected");
        }
        return link;
    }
}
