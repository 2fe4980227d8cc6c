/** What an application sees of clients that speak Socket.IO. */
@NullMarked
package io.pushcore.socketio;

import org.jspecify.annotations.NullMarked;
