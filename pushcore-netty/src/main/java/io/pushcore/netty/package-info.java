/** Transports: sockets, lanes and connections over Netty. What the bytes mean is in the packages below. */
@NullMarked
package io.pushcore.netty;

import org.jspecify.annotations.NullMarked;
