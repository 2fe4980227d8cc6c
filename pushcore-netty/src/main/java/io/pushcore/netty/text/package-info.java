/** Text as bytes, for all dialects. Knows no sockets. */
@NullMarked
package io.pushcore.netty.text;

import org.jspecify.annotations.NullMarked;
