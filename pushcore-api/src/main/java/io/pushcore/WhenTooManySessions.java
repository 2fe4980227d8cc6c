package io.pushcore;

/** What happens when a user opens more sessions than {@link Limit#SESSIONS_PER_USER} allows. */
public enum WhenTooManySessions {
    /** The oldest is ended, and told not to come back by itself. */
    END_OLDEST,
    /** The new one is refused with {@link ErrorCode#LIMIT_REACHED}. */
    REFUSE_NEW
}
