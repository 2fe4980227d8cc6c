/** The protocol of go-push: rooms over WebSockets, and the port that pushes to them, described in {@code docs/dialects/go-push.md}. */
@NullMarked
package io.pushcore.netty.gopush;

import org.jspecify.annotations.NullMarked;
