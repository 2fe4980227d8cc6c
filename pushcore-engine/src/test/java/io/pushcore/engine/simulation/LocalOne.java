package io.pushcore.engine.simulation;

import io.pushcore.Closed;
import io.pushcore.Event;
import io.pushcore.Gap;
import io.pushcore.Message;
import io.pushcore.Pattern;
import io.pushcore.PullSubscription;
import io.pushcore.Reader;
import io.pushcore.Subscription;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A reader in the process, of whatever kind, with what it must be shown. */
final class LocalOne implements Reader, Flow.Subscriber<Event> {
    private final World world;
    private final String name;
    /** The check of each channel it reads: one, but for a pattern. */
    private final Map<String, ReaderCheck> checks = new HashMap<>();

    private final Function<String, ReaderCheck> fresh;
    private @Nullable Subscription subscription;
    private @Nullable PullSubscription pull;
    private Flow.@Nullable Subscription flow;
    private @Nullable Pattern pattern;
    private long demand;
    private boolean inside;
    private boolean over;
    private boolean closing;

    /** @param fresh makes the check of a channel at its first event */
    LocalOne(World world, String name, Function<String, ReaderCheck> fresh) {
        this.world = world;
        this.name = name;
        this.fresh = fresh;
    }

    String name() {
        return name;
    }

    Map<String, ReaderCheck> checks() {
        return checks;
    }

    boolean isOver() {
        return over;
    }

    boolean isClosing() {
        return closing || over;
    }

    void is(Subscription handle) {
        subscription = handle;
    }

    void is(PullSubscription handle) {
        subscription = handle;
        pull = handle;
    }

    /** It reads all channels of a pattern. */
    void reads(Pattern all) {
        pattern = all;
    }

    @Nullable
    Pattern pattern() {
        return pattern;
    }

    /** It reads one channel, and this is what it must be shown. */
    ReaderCheck reads(String channel) {
        return checks.computeIfAbsent(channel, fresh);
    }

    // ---- what the application does with it

    void close() {
        closing = true;
        world.trace().say("%s closes", name);
        if (flow != null) {
            flow.cancel();
            over = true;
        } else if (subscription != null) {
            subscription.close();
            over |= pull != null;
        }
    }

    /** Takes up to so many events, if it is one that asks. */
    void poll(int most) {
        if (pull == null || inside || over) {
            return;
        }
        inside = true;
        try {
            for (int i = 0; i < most && !over; i++) {
                Event event = pull.next(Duration.ZERO).orElse(null);
                if (event == null) {
                    return;
                }
                saw(event);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            inside = false;
        }
    }

    void request(long more) {
        if (flow != null && !over) {
            demand = demand + more < 0 ? Long.MAX_VALUE : demand + more;
            flow.request(more);
        }
    }

    // ---- what the broker calls

    @Override
    public void message(Message message) {
        called(message);
        if (world.chance().percent(world.setup().throwsPercent)) {
            world.tally().count(Happening.HANDLER_THREW);
            throw new IllegalStateException("as the simulation wants it");
        }
    }

    @Override
    public void gap(Gap gap) {
        called(gap);
    }

    @Override
    public void closed(Closed closed) {
        called(closed);
    }

    @Override
    public void onSubscribe(Flow.Subscription to) {
        flow = to;
        if (closing) {
            to.cancel();
            over = true;
        } else if (world.chance().oneIn(2)) {
            request(world.chance().between(1, 20));
        }
    }

    @Override
    public void onNext(Event event) {
        world.mustBe(demand > 0, "R4: more than was asked for, by %s", name);
        demand -= demand == Long.MAX_VALUE ? 0 : 1;
        called(event);
    }

    @Override
    public void onError(Throwable failure) {
        world.trace().say("%s fails: %s", name, failure.getMessage());
        over = true;
    }

    @Override
    public void onComplete() {
        world.trace().say("%s completes", name);
        over = true;
    }

    private void called(Event event) {
        world.mustBe(!inside, "R3: two events at a time, to %s", name);
        inside = true;
        try {
            world.mayYield();
            saw(event);
            world.mayYield();
        } finally {
            inside = false;
        }
    }

    private void saw(Event event) {
        world.mustBe(!over, "an event after the last one, to %s: %s", name, event);
        if (event instanceof Message message) {
            world.tally().count(Happening.MESSAGE_IN_PROCESS);
            if (pattern != null) {
                world.tally().count(Happening.PATTERN_MESSAGE);
            }
            reads(message.channel())
                    .message(new ReaderCheck.Seen(
                            message.position().epoch(),
                            message.offset(),
                            SimulatedForm.nanos(message.time()),
                            SimulatedForm.nanos(message.expires()),
                            message.text()));
        } else if (event instanceof Gap gap) {
            world.tally().count(Happening.GAP_IN_PROCESS);
            reads(gap.channel()).gap(gap.from(), gap.to());
        } else if (event instanceof Closed closed) {
            world.trace().say("%s is closed: %s", name, closed);
            over = true;
        }
    }
}
