/** What those ask over HTTP who run the broker. */
@NullMarked
package io.pushcore.netty.admin;

import org.jspecify.annotations.NullMarked;
