/** The protocol of ipush (xcomet): its messages, its clients' port and its admin port, described in {@code docs/ipush.md}. */
@NullMarked
package io.pushcore.netty.ipush;

import org.jspecify.annotations.NullMarked;
