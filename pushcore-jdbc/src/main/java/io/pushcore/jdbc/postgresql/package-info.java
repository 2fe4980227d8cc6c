/** What is PostgreSQL's own: its schema, its functions, what its failures mean. Knows connections, not whose they are. */
@NullMarked
package io.pushcore.jdbc.postgresql;

import org.jspecify.annotations.NullMarked;
