/** What a carrier between the nodes of a cluster implements. */
@NullMarked
package io.pushcore.peer;

import org.jspecify.annotations.NullMarked;
