package io.pushcore.engine;

import io.pushcore.Pattern;
import io.pushcore.SlowReader;
import io.pushcore.Start;
import io.pushcore.transport.Command;
import io.pushcore.transport.WireForm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The subscriptions of one connection. Only its lane touches it. */
final class LinkReaders {
    private final Engine engine;
    private final NetLink link;
    private Map<String, LinkReader> readers = Map.of();
    private Map<String, LinkPattern> patterns = Map.of();
    /** That of the user's own log, if it is watched. */
    private @Nullable LinkHead head;

    private boolean gone;
    /** No reader's right ends before. */
    private Instant firstExpires = Instant.MAX;

    LinkReaders(Engine engine, NetLink link) {
        this.engine = engine;
        this.link = link;
    }

    int size() {
        return readers.size() + patterns.size();
    }

    boolean isEmpty() {
        return size() == 0 && head == null;
    }

    @Nullable
    LinkHead head() {
        return head;
    }

    /** Watches this one from now on, or none. */
    void watch(@Nullable LinkHead next) {
        if (head != null) {
            head.leave();
        }
        head = next;
    }

    @Nullable
    LinkReader of(String channel) {
        return readers.get(channel);
    }

    boolean hasPattern(String pattern) {
        return patterns.containsKey(pattern);
    }

    void add(LinkReader reader) {
        if (readers.isEmpty()) {
            readers = new HashMap<>(4);
        }
        readers.put(reader.channel().name(), reader);
    }

    /** Takes a reader out that could not begin. */
    void drop(LinkReader reader) {
        readers.remove(reader.channel().name(), reader);
    }

    /** Sets when a reader's right ends. */
    void expire(LinkReader reader, Instant end) {
        reader.expires(end);
        if (end.isBefore(firstExpires)) {
            firstExpires = end;
        }
    }

    /** Ends the subscriptions whose right has ended, and gives them back; one that is just beginning stays until it has begun. */
    List<LinkReader> endExpired(Instant now) {
        if (firstExpires.isAfter(now)) {
            return List.of();
        }
        List<LinkReader> ended = new ArrayList<>();
        firstExpires = Instant.MAX;
        for (LinkReader reader : List.copyOf(readers.values())) {
            if (reader.isActive() && !reader.expires().isAfter(now)) {
                ended.add(reader);
                remove(reader.channel().name());
            } else if (reader.expires().isBefore(firstExpires)) {
                firstExpires = reader.expires();
            }
        }
        return ended;
    }

    void addPattern(Pattern pattern) {
        if (patterns.isEmpty()) {
            patterns = new HashMap<>(4);
        }
        LinkPattern added = new LinkPattern(pattern, link.codec().form());
        patterns.put(pattern.toString(), added);
        engine.patterns.add(added, engine.channels);
    }

    /** Ends a subscription; says whether there was one. */
    boolean remove(String name) {
        LinkReader reader = readers.isEmpty() ? null : readers.remove(name);
        if (reader != null) {
            reader.leave();
            return true;
        }
        LinkPattern pattern = patterns.isEmpty() ? null : patterns.remove(name);
        if (pattern != null) {
            pattern.leave();
        }
        return pattern != null;
    }

    /** Adds those that have more to write. */
    void addBehind(List<SlowReader> slow) {
        forEach(reader -> {
            long behind = reader.behind();
            if (behind > 0) {
                String user = link.identity().user();
                slow.add(new SlowReader(link.publicId(), user, reader.channel().name(), behind));
            }
        });
    }

    /** How far behind the most lagging is. */
    long mostBehind() {
        long[] most = new long[1];
        forEach(reader -> most[0] = Math.max(most[0], reader.behind()));
        return most[0];
    }

    private void forEach(Consumer<LinkReader> action) {
        readers.values().forEach(action);
        patterns.values().forEach(pattern -> pattern.joined.values().forEach(action));
    }

    void leaveAll() {
        gone = true;
        watch(null);
        readers.values().forEach(LinkReader::leave);
        patterns.values().forEach(LinkPattern::leave);
        readers = Map.of();
        patterns = Map.of();
    }

    /** A pattern subscription: a reader in every channel that matches. */
    private final class LinkPattern implements Patterns.Watcher {
        private final Pattern pattern;
        private final WireForm form;
        private final Map<String, LinkReader> joined = new HashMap<>();
        private boolean left;

        LinkPattern(Pattern pattern, WireForm form) {
            this.pattern = pattern;
            this.form = form;
        }

        @Override
        public Pattern pattern() {
            return pattern;
        }

        @Override
        public void join(ChannelState channel) {
            if (!channel.claims().take()) {
                return;
            }
            // joined before anybody can publish there; the lane takes it up when it comes to it
            LinkReader reader = new LinkReader(
                    engine, link, channel, form, new Command.Subscribe(pattern.toString(), Start.now(), false));
            reader.join()
                    .whenComplete((origin, failure) -> link.onLane(() -> {
                        if (origin == null) {
                            engine.time.schedule(PatternReader.JOIN_AGAIN, () -> link.onLane(() -> joinAgain(channel)));
                            return;
                        }
                        if (left || gone || joined.putIfAbsent(channel.name(), reader) != null) {
                            reader.leave();
                        } else {
                            reader.activate();
                        }
                    }));
        }

        private void joinAgain(ChannelState channel) {
            if (!left && !gone) {
                join(channel);
            }
        }

        void leave() {
            left = true;
            engine.patterns.remove(this);
            joined.values().forEach(LinkReader::leave);
            joined.clear();
        }
    }
}
