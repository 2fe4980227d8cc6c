/** Asks the application over HTTP who a connection is and what it may do. */
@NullMarked
package io.pushcore.callback;

import org.jspecify.annotations.NullMarked;
