/** What is spoken to clients of minipush, in {@code docs/dialects/minipush.md}. Knows no socket library. */
@NullMarked
package io.pushcore.netty.minipush;

import org.jspecify.annotations.NullMarked;
