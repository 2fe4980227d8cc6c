package io.pushcore.jwt;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a token says; a claim is of its type, or the token is wrong. */
record Claims(Map<String, Object> fields) {
    /** The end of the year 9999: what is later was meant as milliseconds. */
    private static final long LAST_SECOND = 253_402_300_799L;

    boolean has(String name) {
        return fields.containsKey(name);
    }

    /** A string; empty where there is none. */
    String text(String name) throws WrongToken {
        if (!has(name)) {
            return "";
        }
        if (fields.get(name) instanceof String text) {
            return text;
        }
        throw wrong(name, "a string");
    }

    /** A time in seconds since 1970, with a fraction at will. */
    Optional<Instant> time(String name) throws WrongToken {
        if (!has(name)) {
            return Optional.empty();
        }
        if (fields.get(name) instanceof Number number) {
            double seconds = number.doubleValue();
            if (seconds >= 0 && seconds <= LAST_SECOND) {
                return Optional.of(Instant.ofEpochMilli((long) Math.floor(seconds * 1_000)));
            }
        }
        throw wrong(name, "seconds since 1970");
    }

    /** A string or several. */
    List<String> texts(String name) throws WrongToken {
        return fields.get(name) instanceof String one ? List.of(one) : list(name);
    }

    /** An array of strings; empty where there is none. */
    List<String> list(String name) throws WrongToken {
        if (!has(name)) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        if (!(fields.get(name) instanceof List<?> all)) {
            throw wrong(name, "an array of strings");
        }
        for (Object one : all) {
            if (!(one instanceof String text)) {
                throw wrong(name, "an array of strings");
            }
            texts.add(text);
        }
        return texts;
    }

    /** A string as it is, an object as JSON; empty where there is none. */
    @SuppressWarnings("unchecked") // the names of a JSON object are strings
    String info(String name) throws WrongToken {
        if (fields.get(name) instanceof Map<?, ?> object) {
            return JSONObjectUtils.toJSONString((Map<String, ?>) object);
        }
        return text(name);
    }

    private static WrongToken wrong(String name, String what) {
        return new WrongToken(name + " must be " + what);
    }
}
