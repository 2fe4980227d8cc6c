/** Storage in a directory, on RocksDB: what was acknowledged survives the end of the process and of the machine. */
@NullMarked
package io.pushcore.disk;

import org.jspecify.annotations.NullMarked;
