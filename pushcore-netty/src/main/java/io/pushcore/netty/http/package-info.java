/** The HTTP dialects: requests to commands, answers to bytes, by carrier. Knows no sockets. */
@NullMarked
package io.pushcore.netty.http;

import org.jspecify.annotations.NullMarked;
