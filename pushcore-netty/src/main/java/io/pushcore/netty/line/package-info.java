/** The line dialect: text over TCP in its plain, modern and framed forms. Knows no sockets. */
@NullMarked
package io.pushcore.netty.line;

import org.jspecify.annotations.NullMarked;
