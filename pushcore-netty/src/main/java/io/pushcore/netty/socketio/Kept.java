package io.pushcore.netty.socketio;

/**
 * What is kept of a client that was cut off.
 *
 * @param id the name it had and gets again
 * @param user who must come back for it
 */
record Kept(String id, String namespace, String user, Trail trail) {}
