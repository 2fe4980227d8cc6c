package io.pushcore.netty.admin;

import io.pushcore.ErrorCode;
import io.pushcore.Names;
import io.pushcore.PushCoreException;
import io.pushcore.ShortDuration;
import io.pushcore.netty.http.Request;
import java.time.Duration;

/** The parameters of a query, checked. */
final class Parameters {
    private static final int LONGEST_LINE = 100;

    private Parameters() {}

    static boolean flag(Request request, String name) {
        String value = request.parameter(name).orElse("false");
        return switch (value) {
            case "", "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw wrong(name + " must be true or false: ", value);
        };
    }

    /** A number from 1 up to the most, which also holds if it is larger. */
    static int count(Request request, String name, int byDefault, int most) {
        String value = request.parameter(name).orElse(Integer.toString(byDefault));
        if (!value.matches("[1-9]\\d{0,8}")) {
            throw wrong(name + " must be a number from 1 to " + most + ": ", value);
        }
        return Math.min(most, Integer.parseInt(value));
    }

    static Duration duration(Request request, String name, Duration byDefault, Duration most) {
        String text = request.parameter(name).orElse("");
        Duration value = text.isEmpty() ? byDefault : ShortDuration.parse(text);
        if (value.compareTo(most) > 0) {
            throw wrong(name + " must not be longer than " + most.toSeconds() + "s: ", text);
        }
        return value;
    }

    /** Text that a client is shown. */
    static String line(Request request, String name, String byDefault) {
        String value = request.parameter(name).orElse(byDefault);
        if (value.length() > LONGEST_LINE || value.chars().anyMatch(Character::isISOControl)) {
            throw wrong(name + " must be one line of at most " + LONGEST_LINE + " characters: ", value);
        }
        return value;
    }

    static PushCoreException wrong(String sentence, String value) {
        return new PushCoreException(ErrorCode.BAD_REQUEST, sentence + Names.shown(value));
    }
}
