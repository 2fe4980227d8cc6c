/** Storage in a database of SQL, shared by many nodes. */
@NullMarked
package io.pushcore.jdbc;

import org.jspecify.annotations.NullMarked;
