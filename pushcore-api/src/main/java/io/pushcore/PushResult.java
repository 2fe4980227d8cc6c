package io.pushcore;

import java.util.Optional;

/** What became of a push to one of many users: pushed, or why not. */
public record PushResult(String user, Optional<Pushed> pushed, Optional<PushCoreException> failure) {}
