package io.pushcore.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why Redis was not reached, in a sentence with its host and without what is secret. */
final class Refused {
    private static final List<String> OF_OPTIONS =
            List.of("WRONGPASS", "NOAUTH", "NOPERM", "AUTH", "password", "CROSSSLOT");

    private Refused() {}

    static PushCoreException late(Redis redis) {
        return new PushCoreException(
                ErrorCode.TIMEOUT,
                redis.shown() + " was not reached within "
                        + redis.connectWithin().toMillis() + " ms");
    }

    static PushCoreException of(Redis redis, Throwable failure) {
        Throwable last = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PushCoreException known) {
                return known;
            }
            if (cause instanceof RedisCommandExecutionException && isOfOptions(cause.getMessage())) {
                return new PushCoreException(ErrorCode.BAD_OPTION, redis.shown() + " refuses: " + said(cause));
            }
            last = cause;
        }
        return new PushCoreException(ErrorCode.TIMEOUT, redis.shown() + " cannot be reached: " + said(last));
    }

    private static boolean isOfOptions(@Nullable String message) {
        return message != null && OF_OPTIONS.stream().anyMatch(message::contains);
    }

    private static String said(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
