package io.pushcore.memory;

/** A channel that somebody follows, and who; under the lock of the inboxes. */
record FollowedChannel(String name, int number, FollowerIds followers) {}
