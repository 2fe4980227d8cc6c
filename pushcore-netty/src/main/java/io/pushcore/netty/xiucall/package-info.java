/** The protocol of xiucall-push: the REST port and the words of its connector, described in {@code docs/dialects/xiucall-push.md}. */
@NullMarked
package io.pushcore.netty.xiucall;

import org.jspecify.annotations.NullMarked;
