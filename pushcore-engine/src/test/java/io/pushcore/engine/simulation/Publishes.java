package io.pushcore.engine.simulation;

import io.pushcore.ErrorCode;
import io.pushcore.Message;
import io.pushcore.Position;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was published, and what the publisher was told. */
final class Publishes {
    /** Errors that say for certain that nothing was appended. */
    private static final Set<ErrorCode> FOR_CERTAIN = EnumSet.of(
            ErrorCode.BUSY,
            ErrorCode.STORAGE_FULL,
            ErrorCode.STORAGE_CORRUPT,
            ErrorCode.STORAGE_UNAVAILABLE,
            ErrorCode.PAYLOAD_TOO_LARGE,
            ErrorCode.IDEMPOTENCY_MISMATCH,
            ErrorCode.CLOSED);

    private final World world;
    private final List<Publish> all = new ArrayList<>();
    private final Map<String, Map<Position, Publish>> stored = new HashMap<>();
    private int numbers;

    Publishes(World world) {
        this.world = world;
    }

    /** One publish and its outcome, once it is known. */
    final class Publish {
        final String channel;
        final String payload;
        final String key;
        private boolean told;
        private @Nullable ErrorCode refused;
        /** Whether the process it was handed to is gone, so that nobody is told. */
        private boolean orphaned;

        private Publish(String channel, String payload, String key) {
            this.channel = channel;
            this.payload = payload;
            this.key = key;
        }

        void stored(Position position, boolean repeat) {
            world.trace().say("stored %s at %s%s", payload, position, repeat ? " (repeat)" : "");
            tell();
            world.tally().count(repeat ? Happening.PUBLISH_REPEAT : Happening.PUBLISH_STORED);
            if (world.rulesOf(channel).isLive()) {
                return;
            }
            Message there = world.truth().at(channel, position);
            world.mustBe(there != null, "L4: acknowledged before it can be read: %s at %s", payload, position);
            world.mustBe(
                    there.text().equals(payload),
                    "L1: acknowledged %s at %s, but there is %s",
                    payload,
                    position,
                    there);
            if (repeat) {
                world.mustBe(!key.isEmpty(), "L10: a repeat without a key: %s", payload);
            } else {
                world.acknowledged(channel, position);
                Publish other =
                        stored.computeIfAbsent(channel, name -> new HashMap<>()).putIfAbsent(position, this);
                world.mustBe(other == null, "L1: two publishes at %s: %s", position, payload);
            }
        }

        void failed(ErrorCode code) {
            world.trace().say("failed %s: %s", payload, code);
            tell();
            refused = code;
            world.tally()
                    .count(
                            switch (code) {
                                case BUSY -> Happening.PUBLISH_BUSY;
                                case STORAGE_FULL -> Happening.PUBLISH_FULL;
                                case STORAGE_CORRUPT -> Happening.PUBLISH_CORRUPT;
                                case STORAGE_UNAVAILABLE -> Happening.PUBLISH_UNAVAILABLE;
                                case PAYLOAD_TOO_LARGE -> Happening.PUBLISH_TOO_LARGE;
                                case IDEMPOTENCY_MISMATCH -> Happening.PUBLISH_MISMATCH;
                                case OUTCOME_UNKNOWN -> Happening.PUBLISH_OUTCOME_UNKNOWN;
                                case CLOSED -> Happening.PUBLISH_CLOSED;
                                default -> throw world.violation("publish failed with " + code + ": " + payload);
                            });
            if (code == ErrorCode.OUTCOME_UNKNOWN) {
                world.disturbed(channel);
            }
        }

        /** It was one of a batch of which something failed: nobody is told what. */
        void failedWithOthers() {
            tell();
        }

        void orphan() {
            orphaned = true;
        }

        boolean isOpen() {
            return !told && !orphaned;
        }

        private void tell() {
            world.mustBe(!told, "a publish was answered twice: %s", payload);
            told = true;
        }
    }

    /** A publish of a payload that nobody else has, of about so many characters. */
    Publish next(String channel, int characters) {
        String payload = "p" + ++numbers;
        return next(channel, payload + "x".repeat(Math.max(0, characters - payload.length())), "");
    }

    /** A publish of a payload that may have been used before, under a key. */
    Publish next(String channel, String payload, String key) {
        Publish publish = new Publish(channel, payload, key);
        all.add(publish);
        world.published(payload);
        world.trace().say("publish %s to %s, key '%s'", payload, channel, key);
        return publish;
    }

    /** Publishes that nobody has been told about yet. */
    List<Publish> open() {
        return all.stream().filter(Publish::isOpen).toList();
    }

    List<Publish> all() {
        return all;
    }

    /** The process is gone. */
    void orphanAll() {
        open().forEach(Publish::orphan);
    }

    /** Checks what was told against what is stored, at the end. */
    void check() {
        Map<String, Set<String>> payloads = new HashMap<>();
        for (Publish publish : all) {
            if (world.rulesOf(publish.channel).isLive()) {
                continue;
            }
            Set<String> there = payloads.computeIfAbsent(
                    publish.channel, name -> world.truth().payloads(name, world.rulesOf(name)));
            boolean stands = there.contains(publish.payload);
            ErrorCode code = publish.refused;
            if (code != null && FOR_CERTAIN.contains(code) && publish.key.isEmpty()) {
                world.mustBe(!stands, "L2: failed with %s and stands in the log: %s", code, publish.payload);
            }
            if (code == ErrorCode.OUTCOME_UNKNOWN && stands) {
                world.tally().count(Happening.UNKNOWN_BUT_STORED);
            }
        }
        Set<String> known = new HashSet<>();
        all.forEach(publish -> known.add(publish.payload));
        for (String channel : world.setup().channels()) {
            for (String payload : payloads.getOrDefault(channel, Set.of())) {
                world.mustBe(known.contains(payload), "stored and never published: %s", payload);
            }
        }
    }
}
