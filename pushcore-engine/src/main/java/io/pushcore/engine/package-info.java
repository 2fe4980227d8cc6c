/** Channels, cursors and fan-out. Knows no sockets. */
@NullMarked
package io.pushcore.engine;

import org.jspecify.annotations.NullMarked;
