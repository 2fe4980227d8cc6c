package io.pushcore.storage;

/**
 * A channel that an inbox reads, and how far.
 *
 * @param version the follow version of the owner with which it was followed; 0 for the user's own log. A channel that was
 *     unfollowed and is followed again has another version and begins anew
 * @param cursor stands where the follow took effect until a checkpoint moves it
 */
public record Followed(String channel, long version, Cursor cursor) {}
