/** Storage on the heap: fast, and gone with the process unless it is told to dump itself on the way out. */
@NullMarked
package io.pushcore.memory;

import org.jspecify.annotations.NullMarked;
