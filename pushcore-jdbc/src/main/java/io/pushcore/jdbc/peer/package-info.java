/** PostgreSQL as the carrier between the nodes of a cluster. */
@NullMarked
package io.pushcore.jdbc.peer;

import org.jspecify.annotations.NullMarked;
