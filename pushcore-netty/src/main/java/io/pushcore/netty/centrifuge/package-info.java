/** The Centrifuge client protocol in its JSON form, over each of its carriers. Knows no sockets. */
@NullMarked
package io.pushcore.netty.centrifuge;

import org.jspecify.annotations.NullMarked;
