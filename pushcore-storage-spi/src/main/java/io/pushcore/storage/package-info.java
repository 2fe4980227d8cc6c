/**
 * What a storage backend implements: logs of channels, leases and inboxes. Asynchronous and batch first: no call may block its
 * caller, and completions may come on any thread. The rules are numbered in the test kit.
 */
@NullMarked
package io.pushcore.storage;

import org.jspecify.annotations.NullMarked;
