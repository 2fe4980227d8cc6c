/** Engine.IO and Socket.IO: packets, sessions over several carriers, and events. */
@NullMarked
package io.pushcore.netty.socketio;

import org.jspecify.annotations.NullMarked;
