/** Inboxes while they are open: cursors, numbers, what was shown and is not acknowledged. Knows no channels in use and no connections. */
@NullMarked
package io.pushcore.engine.inbox;

import org.jspecify.annotations.NullMarked;
