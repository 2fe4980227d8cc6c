/** Redis as the carrier between the nodes of a cluster. */
@NullMarked
package io.pushcore.redis;

import org.jspecify.annotations.NullMarked;
