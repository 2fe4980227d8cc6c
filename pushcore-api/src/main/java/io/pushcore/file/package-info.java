/** Logs elsewhere that are files of this machine. */
@NullMarked
package io.pushcore.file;

import org.jspecify.annotations.NullMarked;
