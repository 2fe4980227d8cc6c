/** What the author of a transport or of a dialect implements. No socket library is visible here. */
@NullMarked
package io.pushcore.transport;

import org.jspecify.annotations.NullMarked;
